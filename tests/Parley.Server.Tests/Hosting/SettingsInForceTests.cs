using Parley.Server.Support;
using Parley.Testing;

namespace Parley.Server.Hosting;

/// <summary>That what an operator sets is what a client meets.</summary>
public sealed class SettingsInForceTests
{
    [Fact]
    public async Task The_endpointing_silence_of_the_server_holds_for_a_session_that_does_not_say()
    {
        await using var server = await TestServer.StartAsync(("Endpointing:SilenceMs", "2000"));
        using var patient = await Speaker.ConnectAsync(server.Address);
        await patient.SayAsync("""{"type":"session.start"}""");
        using var quick = await Speaker.ConnectAsync(server.Address);
        await quick.SayAsync("""{"type":"session.start","endpointing":{"silence_ms":300}}""");

        Assert.Equal("silence", await EndReasonAsync(quick));
        Assert.Equal("input_ended", await EndReasonAsync(patient));
    }

    [Fact]
    public async Task The_cap_on_sessions_and_the_time_to_retry_are_those_of_the_settings()
    {
        await using var server = await TestServer.StartAsync(("Limits:MaxSessions", "1"), ("Limits:RetryAfterMs", "7000"));
        using var first = await Speaker.ConnectAsync(server.Address);
        await first.SayAsync("""{"type":"session.start"}""");
        await first.NextAsync("session.started");

        using var second = await Speaker.ConnectAsync(server.Address);
        await second.SayAsync("""{"type":"session.start"}""");
        var refusal = await second.NextAsync("error");

        Assert.Equal("too_many_sessions", refusal.GetProperty("code").GetString());
        Assert.Equal(7_000, refusal.GetProperty("retry_after_ms").GetInt32());
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed_after_the_idle_time_of_the_settings()
    {
        await using var server = await TestServer.StartAsync(("Limits:IdleSeconds", "1"));
        using var silent = await Speaker.ConnectAsync(server.Address);

        var error = await silent.NextAsync("error");

        Assert.Equal("idle_timeout", error.GetProperty("code").GetString());
    }

    /// <summary>A second of silence, and then the end of the audio.</summary>
    private static async Task<string?> EndReasonAsync(Speaker speaker)
    {
        await speaker.SpeakAsync(Spoken.Silence(0.3), Spoken.Words("one two three"), Spoken.Silence(1));
        await speaker.SayAsync("""{"type":"session.end"}""");
        return (await speaker.NextAsync("speech.ended")).GetProperty("reason").GetString();
    }
}
