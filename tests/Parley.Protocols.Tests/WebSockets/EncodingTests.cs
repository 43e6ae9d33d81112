using Parley.Protocols.Tests.Conformance;
using Parley.Testing;

namespace Parley.Protocols.Tests.WebSockets;

/// <summary>The same words come out however the audio goes in. (Opus: with a real engine, in the server's tests.)</summary>
public sealed class EncodingTests
{
    private static readonly float[] Audio =
        [.. Spoken.Silence(0.5), .. Spoken.Words("one two three four"), .. Spoken.Silence(1), .. Spoken.Words("two one"), .. Spoken.Silence(1)];

    public static TheoryData<string, int, int> Inputs => new()
    {
        { "s16le", 16_000, 1 },
        { "s16le", 44_100, 2 },
        { "f32le", 48_000, 2 },
        { "mulaw", 8_000, 1 },
        { "alaw", 8_000, 1 },
        { "alaw", 16_000, 2 },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task The_words_and_times_are_the_same_in_every_encoding(string encoding, int rate, int channels)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.StartAsync(
            server, $$$""" "mode":"batch","input":{"encoding":"{{{encoding}}}","rate":{{{rate}}},"channels":{{{channels}}}} """);

        foreach (var chunk in Frames(rate).Chunk(rate / 5))
        {
            await client.SendAudioAsync([.. chunk.SelectMany(sample => Enumerable.Repeat(Encoded.Encode(encoding, sample), channels)).SelectMany(bytes => bytes)]);
        }

        await client.SayAsync("""{"type":"session.end"}""");
        var events = await client.RestAsync();

        Assert.Equal(rate, events[0].Number("rate"));
        var finals = events.Where(e => e.Is("transcript.final")).ToList();
        Assert.Equal(["one two three four", "two one"], [.. finals.Select(final => final.Text("text")!)]);
        Assert.Equal(2.5, finals[1].GetProperty("start").GetDouble(), 0.05);
        var ack = events.Last(e => e.Is("ack"));
        Assert.Equal(Frames(rate).Count(), ack.Number("received"));
        Assert.Equal(4, Assert.Single(events, e => e.Is("usage")).GetProperty("audio_seconds").GetDouble(), 0.001);
    }

    private static IEnumerable<float> Frames(int rate) => Encoded.Frames(Audio, rate);
}
