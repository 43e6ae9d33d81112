using Parley.Server.Support;
using Parley.Testing;

namespace Parley.Server.Logging;

public sealed class NothingSpokenTests
{
    /// <summary>What the scripted engine hears in the audio; no other text of the program has these words.</summary>
    private const string Said = "quick brown fox jumps";

    [Fact]
    public async Task Neither_text_nor_audio_reaches_the_log_at_debug_level()
    {
        await using var server = await TestServer.StartAsync(("Logging:Level", "Debug"));
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start","endpointing":{"silence_ms":300},"metadata":{"who":"lazy"}}""");
        await speaker.SpeakAsync(Spoken.Silence(0.5), Spoken.Words(Said), Spoken.Silence(1));
        var final = await speaker.NextAsync("transcript.final");
        await speaker.SayAsync("""{"type":"nonsense","text":"quick"}""");
        await speaker.SayAsync("""{"type":"session.end"}""");
        await speaker.RestAsync();
        await Eventually.TrueAsync(() => server.Log.Lines.Any(line => line.Contains("Http.AccessLog", StringComparison.Ordinal)));

        Assert.Equal(Said, final.GetProperty("text").GetString());
        AssertNothingSpoken(server);
    }

    [Fact]
    public async Task Nor_when_the_engine_fails_with_the_text_at_hand()
    {
        await using var server = await TestServer.StartAsync(("Logging:Level", "Debug"));
        server.Recognizer.Fail = _ => throw new InvalidOperationException("The engine broke.");
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start","endpointing":{"silence_ms":300}}""");
        await speaker.SpeakAsync(Spoken.Silence(0.5), Spoken.Words(Said), Spoken.Silence(1));
        await speaker.NextAsync("error");

        AssertNothingSpoken(server);
    }

    private static void AssertNothingSpoken(TestServer server)
    {
        Assert.NotEmpty(server.Log.Lines);
        var audio = Convert.ToBase64String(Spoken.S16Le(Spoken.Words(Said)))[..24];
        foreach (var secret in Said.Split(' ').Append("lazy").Append(audio))
        {
            Assert.DoesNotContain(server.Log.Lines, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }
}
