using Parley.Testing;

namespace Parley.Protocols.Tests.Conformance.Features;

/// <summary>How the audio may be written.</summary>
internal static class FormatFeatures
{
    private const int PacketMs = 20;

    /// <summary>A whole Opus packet, RFC 6716: 20 ms of silence, full band, one channel.</summary>
    private static readonly byte[] SilentPacket = [0xF8, 0xFF, 0xFE];

    public static IReadOnlyList<Feature> All { get; } =
    [
        Heard("s16le", "16 bits, 16 kHz", new() { Encoding = "s16le" }),
        Heard("f32le", "32 bits, floating point", new() { Encoding = "f32le" }),
        Heard("mulaw", "G.711 µ-law, 8 kHz", new() { Encoding = "mulaw", Rate = 8_000 }),
        Heard("alaw", "G.711 A-law, 8 kHz", new() { Encoding = "alaw", Rate = 8_000 }),
        new("opus", "Opus packets", OpusAsync),
        Heard("rate_8k", "16 bits, 8 kHz", new() { Rate = 8_000 }),
        Heard("rate_24k", "16 bits, 24 kHz", new() { Rate = 24_000 }),
        Heard("rate_48k", "16 bits, 48 kHz", new() { Rate = 48_000 }),
        Heard("stereo", "Two channels, heard as one", new() { Channels = 2 }),
    ];

    private static Feature Heard(string id, string sentence, Ask ask) => new(id, sentence, async stage =>
    {
        var talk = await stage.StartAsync(ask);
        await talk.SpeakAsync(Spoken.Silence(0.5), Spoken.Words("one two three four"), Spoken.Silence(1), Spoken.Words("two one"), Spoken.Silence(1));

        Assert.Equal(["one two three four", "two one"], (await talk.FinishAsync()).Finals());
    });

    /// <summary>The scripted engine reads levels, which Opus does not keep: that every packet was decoded shows in what was heard of it.</summary>
    private static async Task OpusAsync(Stage stage)
    {
        const int Packets = 50;
        var talk = await stage.StartAsync(new() { Encoding = "opus", Rate = 48_000 });
        for (var i = 0; i < Packets; i++)
        {
            await talk.SendAsync(SilentPacket);
        }

        var heard = await talk.FinishAsync();

        Assert.DoesNotContain(heard, one => one.Type is "error");
        if (heard.Find(one => one.Type is "usage") is { } usage)
        {
            Assert.Equal(Packets * PacketMs / 1000.0, usage.AudioSeconds!.Value, 0.001);
        }
    }
}
