using Parley.Audio.Tests.Files.Wav;
using Parley.Failures;

namespace Parley.Audio.Tests.Files;

/// <summary>Files that were once whole, or never were audio.</summary>
public sealed class BrokenFileTests
{
    [Fact]
    public async Task A_cut_off_MP3_gives_what_is_there()
    {
        var mp3 = await FfmpegTesting.RunAsync("-f lavfi -i sine=440:d=10 -f mp3 -b:a 64k pipe:1");

        var heard = await AudioFileTesting.HearWholeAsync(mp3[..(mp3.Length / 2)]);

        Assert.Equal(5, heard.Seconds, 0.2);
    }

    [Fact]
    public async Task An_MP3_that_begins_in_the_middle_gives_what_is_there()
    {
        var mp3 = await FfmpegTesting.RunAsync("-f lavfi -i sine=440:d=10 -f mp3 -b:a 64k pipe:1");

        var heard = await AudioFileTesting.HearWholeAsync(mp3[(mp3.Length / 2)..]);

        Assert.Equal("mp3", heard.Container);
        Assert.Equal(5, heard.Seconds, 0.2);
    }

    [Fact]
    public async Task An_MP3_of_a_few_bytes_is_refused_with_a_reason()
    {
        var outcome = await AudioFileTesting.HearAsync([0xFF, 0xFB, 0x90, 0x00, 1, 2, 3, 4]);

        var error = outcome.Value?.Error;
        Assert.Equal(ErrorCodes.InvalidAudio, error?.Code);
        Assert.StartsWith("Nothing in the file could be decoded", error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_in_the_tag_of_an_MP3_is_stepped_over_however_large()
    {
        var mp3 = await FfmpegTesting.RunAsync("-f lavfi -i sine=440:d=3 -f mp3 -id3v2_version 0 pipe:1");
        byte[] tag = [.. "ID3"u8, 3, 0, 0, 0, 0x3D, 0x09, 0x00, .. new byte[1_000_576]];
        new Random(4).NextBytes(tag.AsSpan(10));

        var heard = await AudioFileTesting.HearWholeAsync([.. tag, .. mp3]);

        Assert.Equal("mp3", heard.Container);
        Assert.Equal(3, heard.Seconds, 0.1);
    }

    [Fact]
    public async Task A_tag_without_audio_is_refused()
    {
        var cut = await AudioFileTesting.HearAsync([.. "ID3"u8, 3, 0, 0, 0, 0, 0x10, 0, 1, 2, 3]);
        var alone = await AudioFileTesting.HearAsync([.. "ID3"u8, 3, 0, 0, 0, 0, 0, 3, 1, 2, 3]);

        Assert.Equal("The file ends within its ID3 tag; it holds no audio.", cut.Error?.Message);
        Assert.Equal("The file holds a tag and no audio.", alone.Error?.Message);
    }

    [Fact]
    public async Task A_cut_off_MP4_whose_index_was_at_the_end_says_so()
    {
        var m4a = await FfmpegTesting.ConvertAsync("-f lavfi -i sine=440:d=10 -f ipod OUT");

        var outcome = await AudioFileTesting.HearAsync(m4a[..(m4a.Length / 2)]);

        Assert.Equal(
            ParleyError.Invalid(
                "file", "The MP4 file is cut off: its index (the moov box) is missing.", ErrorCodes.InvalidAudio),
            outcome.Error);
    }

    [Fact]
    public async Task A_film_gives_its_sound()
    {
        var film = await FfmpegTesting.ConvertAsync(
            "-f lavfi -i testsrc=s=64x64:d=3 -f lavfi -i sine=440:d=3:b=0 -c:v mpeg4 -f mp4 OUT");

        var heard = await AudioFileTesting.HearWholeAsync(film);

        Assert.Equal("mp4", heard.Container);
        Assert.Equal(3, heard.Seconds, 0.1);
        Assert.InRange(Signals.AmplitudeOf(440, heard.Samples, 16_000), 0.05, 1);
    }

    [Fact]
    public async Task A_film_without_sound_is_refused()
    {
        var film = await FfmpegTesting.ConvertAsync("-f lavfi -i testsrc=s=64x64:d=1 -c:v mpeg4 -f mp4 OUT");

        var heard = (await AudioFileTesting.HearAsync(film)).ValueOrThrow();

        Assert.Equal(ParleyError.Invalid("file", "The file holds no audio.", ErrorCodes.UnsupportedAudio), heard.Error);
    }

    [Fact]
    public async Task A_codec_that_stays_shut_is_refused()
    {
        var exotic = await FfmpegTesting.RunAsync("-f lavfi -i sine=440:d=1 -c:a wavpack -f matroska pipe:1");

        var heard = (await AudioFileTesting.HearAsync(exotic)).ValueOrThrow();

        Assert.Equal(
            ParleyError.Invalid(
                "file", "The audio in the file is compressed in a way that is not supported.", ErrorCodes.UnsupportedAudio),
            heard.Error);
    }

    [Fact]
    public async Task Noise_behind_a_true_head_is_audio_or_an_error_and_never_more()
    {
        byte[][] heads =
        [
            [.. "fLaC"u8, 0, 0, 0, 34], [.. "OggS"u8, 0, 2], [0, 0, 0, 28, .. "ftypM4A "u8],
            [0x1A, 0x45, 0xDF, 0xA3, 0x8B, 0x42, 0x86, 0x81, 1, 0x42, 0x82, 0x84, .. "webm"u8],
            [.. new WavSpec { Tag = 0x11 }.Head(), 0xFF, 0xFF, 0xFF, 0xFF],
        ];
        foreach (var head in heads)
        {
            var noise = new byte[100_000];
            new Random(head[0]).NextBytes(noise);

            var outcome = await AudioFileTesting.HearAsync([.. head, .. noise]);

            var error = outcome.Succeeded ? outcome.Value.Error : outcome.Error;
            Assert.True(error is null or { Code: ErrorCodes.InvalidAudio or ErrorCodes.UnsupportedAudio }, error?.Message);
        }
    }

    [Theory]
    [InlineData("-f flac OUT", true)]
    [InlineData("-f mp3 OUT", true)]
    [InlineData("-f ipod OUT", true)]
    [InlineData("-f ipod -movflags +faststart OUT", true)]
    [InlineData("-f ogg OUT", false)]
    public async Task The_length_is_known_at_once_where_the_head_says_it(string arguments, bool known)
    {
        var file = await FfmpegTesting.ConvertAsync($"-f lavfi -i sine=440:d=7 {arguments}");

        var heard = await AudioFileTesting.HearWholeAsync(file);

        Assert.Equal(known, heard.Duration is not null);
        Assert.Equal(7, (heard.Duration ?? TimeSpan.FromSeconds(7)).TotalSeconds, 0.1);
    }
}
