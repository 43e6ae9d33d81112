using Parley.Audio.Tests.Files.Wav;

namespace Parley.Audio.Tests.Files;

public sealed class AudioFileTests
{
    [Theory]
    [InlineData("mp3", "-f mp3 pipe:1")]
    [InlineData("mp3", "-f mp3 -write_xing 0 -id3v2_version 0 pipe:1")]
    [InlineData("mp3", "-f mp2 -c:a mp2 pipe:1")]
    [InlineData("aac", "-f adts pipe:1")]
    [InlineData("flac", "-f flac pipe:1")]
    [InlineData("ogg", "-f ogg -c:a libvorbis pipe:1")]
    [InlineData("ogg", "-f ogg -c:a libopus pipe:1")]
    [InlineData("ogg", "-f ogg -c:a flac pipe:1")]
    [InlineData("webm", "-f webm -c:a libopus pipe:1")]
    [InlineData("matroska", "-f matroska -c:a flac pipe:1")]
    [InlineData("m4a", "-f ipod OUT")]
    [InlineData("m4a", "-f ipod -movflags +faststart OUT")]
    [InlineData("m4a", "-f ipod -c:a alac OUT")]
    [InlineData("mp4", "-f mp4 OUT")]
    [InlineData("mp4", "-f mp4 -movflags +frag_keyframe+empty_moov pipe:1")]
    public async Task Every_container_gives_the_audio_that_went_in(string container, string arguments)
    {
        var sweep = Signals.Sweep(44_100, 3);
        var wav = new WavSpec { Rate = 44_100, Channels = 2 }.Write(sweep);
        var file = await FfmpegTesting.ConvertAsync($"-f wav -i pipe:0 {arguments}", wav);

        var heard = await AudioFileTesting.HearWholeAsync(file);

        Assert.Equal(container, heard.Container);
        Assert.Equal(3, heard.Seconds, 0.1);
        Assert.Equal(3, (heard.Duration ?? TimeSpan.FromSeconds(3)).TotalSeconds, 0.1);
        Assert.InRange(Likeness(Signals.Sweep(16_000, 3), heard.Samples), 0.94, 1.001);
    }

    /// <summary>Where the codec does not say its delay, the audio comes out up to 0.1 s late; that is searched for.</summary>
    private static double Likeness(float[] expected, float[] heard)
    {
        var late = Enumerable.Range(0, 1_600).MaxBy(late =>
            Signals.Correlation(expected.AsSpan(16_000, 16_000), heard.AsSpan(16_000 + late, 16_000)));
        return Signals.Correlation(expected, heard.AsSpan(late));
    }
}
