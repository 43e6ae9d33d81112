using Parley.Server.Browser;
using Parley.Server.Support;
using Parley.Server.Tests.Commands;

namespace Parley.Server.Hosting;

/// <summary>A read sentence gives the same words however it is encoded on its way in: real codecs, real engine, real sockets.</summary>
[Collection(ProcessCollection.Name)]
public sealed class EncodingTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-encodings-");
    private PageServer? _server;

    public async ValueTask InitializeAsync() => _server = await PageServer.StartRealAsync();

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Opus_G711_and_stereo_floats_give_the_words_of_plain_samples()
    {
        var plain = await HearAsync("s16le", 16_000, 1, Raw("s16le", 16_000, 1));
        Assert.True(RealSpeech.ErrorRateOf(plain, RealSpeech.Sentences[0].Text) <= 0.1, plain);

        Assert.Equal(0, RealSpeech.ErrorRateOf(await HearAsync("f32le", 48_000, 2, Raw("f32le", 48_000, 2)), plain));

        // What a codec or half the bandwidth takes away may cost a word in ten.
        Assert.InRange(RealSpeech.ErrorRateOf(await HearAsync("opus", 48_000, 1, Opus()), plain), 0, 0.1);
        Assert.InRange(RealSpeech.ErrorRateOf(await HearAsync("mulaw", 8_000, 1, Raw("mulaw", 8_000, 1)), plain), 0, 0.1);
        Assert.InRange(RealSpeech.ErrorRateOf(await HearAsync("alaw", 8_000, 1, Raw("alaw", 8_000, 1)), plain), 0, 0.1);
    }

    private async Task<string> HearAsync(string encoding, int rate, int channels, IEnumerable<byte[]> chunks)
    {
        using var speaker = await Speaker.ConnectAsync(_server!.Address);
        await speaker.SayAsync($$$"""{"type":"session.start","mode":"batch","input":{"encoding":"{{{encoding}}}","rate":{{{rate}}},"channels":{{{channels}}}}}""");
        foreach (var chunk in chunks)
        {
            await speaker.SendAsync(chunk);
        }

        await speaker.SayAsync("""{"type":"session.end"}""");
        var events = await speaker.EventsAsync();
        Assert.DoesNotContain(events, e => e.GetProperty("type").ValueEquals("error"));
        return string.Join(' ', events.Where(e => e.GetProperty("type").ValueEquals("transcript.final")).Select(e => e.GetProperty("text").GetString()));
    }

    /// <summary>The first sentence as bare samples, a fifth of a second a chunk.</summary>
    private IEnumerable<byte[]> Raw(string encoding, int rate, int channels)
    {
        var bytes = File.ReadAllBytes(Convert($"{encoding}", ["-ar", $"{rate}", "-ac", $"{channels}", "-f", encoding]));
        var sample = encoding switch { "f32le" => 4, "s16le" => 2, _ => 1 };
        return bytes.Chunk(rate / 5 * channels * sample);
    }

    /// <summary>The first sentence as Opus packets of 20 ms; the two that describe the stream are no audio.</summary>
    private IEnumerable<byte[]> Opus() =>
        OggPackets.Read(File.ReadAllBytes(Convert("opus", ["-ar", "48000", "-c:a", "libopus", "-b:a", "32k", "-f", "ogg"]))).Skip(2);

    private string Convert(string name, string[] options)
    {
        var target = Path.Combine(_folder.FullName, name);
        using var ffmpeg = System.Diagnostics.Process.Start("ffmpeg", ["-v", "error", "-y", "-i", RealSpeech.Sentences[0].Path, .. options, target]);
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
        return target;
    }
}
