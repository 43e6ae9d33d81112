using System.Runtime.InteropServices;
using System.Text;
using Parley.Audio.Tests.Files.Mp4;
using Parley.Audio.Tests.Files.Wav;
using Parley.Failures;

namespace Parley.Audio.Tests.Files;

/// <summary>Files made to have the server read other files, or to cost it far more than they weigh.</summary>
public sealed class HostileFileTests
{
    [Theory]
    [InlineData("")]
    [InlineData("ID3")]
    public async Task A_playlist_that_names_a_recording_of_the_server_is_refused_whatever_its_name(string prefix)
    {
        var secret = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllBytesAsync(
            secret, new WavSpec().Write(Signals.Sine(440, 16_000, 1)), TestContext.Current.CancellationToken);
        try
        {
            byte[] tag = prefix.Length == 0 ? [] : [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5];
            foreach (var playlist in new[]
            {
                $"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile://{secret}\n#EXT-X-ENDLIST\n",
                $"ffconcat version 1.0\nfile '{secret}'\n",
                $"[playlist]\nFile1={secret}\nNumberOfEntries=1\nVersion=2\n",
                $"RIFF\nWAVE\n{secret}\n",
            })
            {
                var outcome = await AudioFileTesting.HearAsync([.. tag, .. Encoding.UTF8.GetBytes(playlist)]);

                Assert.Equal(ErrorCodes.UnsupportedAudio, outcome.Error?.Code);
                Assert.Equal("file", outcome.Error?.Param);
            }
        }
        finally
        {
            File.Delete(secret);
        }
    }

    [Fact]
    public async Task An_MP4_whose_samples_lie_in_another_file_does_not_get_them()
    {
        var secret = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var tone = new WavSpec().Write(Signals.Sine(440, 16_000, 2));
        var m4a = await FfmpegTesting.ConvertAsync("-f wav -i pipe:0 -f ipod -movflags +faststart OUT", tone);
        await File.WriteAllBytesAsync(secret, m4a, TestContext.Current.CancellationToken);
        try
        {
            var hostile = ForeignData.PointAt(m4a, secret);
            // The attack is real: a decoder that may open files plays the other one.
            var robbed = await FfmpegTesting.ConvertAsync(
                "-enable_drefs 1 -use_absolute_path 1 -f mov -i OUT -ac 1 -ar 16000 -f f32le pipe:1", file: hostile);
            Assert.Equal(0.5, ToneOf(MemoryMarshal.Cast<byte, float>(robbed)), 0.05);

            var outcome = await AudioFileTesting.HearAsync(hostile);

            Assert.Equal(0, ToneOf(outcome.Value?.Samples), 0.001);
        }
        finally
        {
            File.Delete(secret);
        }
    }

    [Fact]
    public async Task Hours_of_silence_in_a_small_file_are_cut_at_the_limit_of_length()
    {
        var flac = await FfmpegTesting.RunAsync("-f lavfi -i anullsrc=r=8000:cl=mono -t 7200 -frame_size 65535 -f flac pipe:1");
        Assert.InRange(flac.Length, 1, 500_000);

        var heard = (await AudioFileTesting.HearAsync(
            flac, new(1L << 30, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30)))).ValueOrThrow();

        Assert.Equal(60 * 16_000, heard.Samples.Length);
        Assert.Equal(
            ParleyError.Invalid("file", "The audio is longer than the limit of 00:01:00.", ErrorCodes.AudioTooLong),
            heard.Error);
    }

    [Fact]
    public async Task A_WAV_of_one_frame_a_second_is_cut_at_the_limit_of_length()
    {
        var wav = new WavSpec { Rate = 1, Bits = 8 }.Write(new float[100_000]);

        var heard = (await AudioFileTesting.HearAsync(
            wav, new(1L << 30, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30)))).ValueOrThrow();

        Assert.Equal(60 * 16_000, heard.Samples.Length);
        Assert.Equal(ErrorCodes.AudioTooLong, heard.Error?.Code);
    }

    [Theory]
    [InlineData("-f mp3 pipe:1")]
    [InlineData("-f wav pipe:1")]
    [InlineData("-f ipod OUT")]
    public async Task A_file_over_the_limit_of_bytes_is_refused_in_every_container(string arguments)
    {
        var file = await FfmpegTesting.ConvertAsync($"-f lavfi -i sine=440:d=20 {arguments}");

        var outcome = await AudioFileTesting.HearAsync(
            file, new(file.Length - 1, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30)));

        Assert.Equal(
            ParleyError.Invalid(
                "file", $"The file is longer than the limit of {file.Length - 1} bytes.", ErrorCodes.UploadTooLarge),
            outcome.Succeeded ? outcome.Value.Error : outcome.Error);
    }

    private static double ToneOf(ReadOnlySpan<float> samples) =>
        samples.Length < 16_000 ? 0 : Signals.AmplitudeOf(440, samples[4_000..16_000], 16_000);
}
