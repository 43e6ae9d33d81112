using Parley.Audio.Files;
using Parley.Audio.Tests.Files.Wav;

namespace Parley.Audio.Tests.Files;

/// <summary>Recordings that are being spoken: their audio comes while they arrive.</summary>
public sealed class LiveFileTests
{
    [Theory]
    [InlineData("wav", "-f wav pipe:1")]
    [InlineData("flac", "-f flac pipe:1")]
    [InlineData("mp3", "-f mp3 pipe:1")]
    [InlineData("ogg", "-f ogg -c:a libopus -page_duration 20000 pipe:1")]
    [InlineData("webm", "-f webm -c:a libopus -cluster_time_limit 100 pipe:1")]
    public async Task The_first_half_is_heard_before_the_second_arrives(string container, string arguments)
    {
        var file = await FfmpegTesting.ConvertAsync($"-f wav -i pipe:0 {arguments}", new WavSpec { Rate = 16_000 }.Write(Signals.Sweep(16_000, 8)));
        await using var upload = new GatedStream(file, file.Length / 2);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        var opened = await AudioFile.OpenLiveAsync(upload, AudioFileLimits.Default, null, TimeProvider.System, limit.Token);
        await using var source = opened.ValueOrThrow();
        var samples = new float[1_600];
        var early = 0;
        while (early < 16_000)
        {
            early += (await source.ReadAsync(samples, limit.Token)).ValueOrThrow();
        }

        upload.Open();
        var whole = early;
        for (int read; (read = (await source.ReadAsync(samples, limit.Token)).ValueOrThrow()) > 0;)
        {
            whole += read;
        }

        Assert.Equal(container, source.Container);
        Assert.Equal(8, whole / 16_000.0, 0.2);
    }
}
