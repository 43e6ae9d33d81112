using System.Net;
using System.Text.Json;
using Parley.Server.Support;
using Parley.Testing;

namespace Parley.Server.Hosting;

public sealed class StopTests
{
    [Fact]
    public async Task A_stop_finishes_what_was_said_and_closes_with_the_code_to_try_again()
    {
        await using var server = await TestServer.StartAsync();
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start"}""");
        await speaker.SpeakAsync(Spoken.Silence(0.3), Spoken.Words("one two three four"));
        await speaker.NextAsync("speech.started");

        var stopping = server.App.StopAsync(Patience.Token());
        var final = await speaker.NextAsync("transcript.final");
        var rest = await speaker.RestAsync();
        await stopping;

        Assert.Equal("one two three four", final.GetProperty("text").GetString());
        Assert.Equal(["session.ended", "error"], rest[^2..]);
        Assert.Equal(4001, speaker.CloseCode);
    }

    [Fact]
    public async Task While_it_stops_a_new_session_is_refused_with_the_code_to_try_again()
    {
        await using var server = await TestServer.StartAsync();
        server.Hold();
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start"}""");
        await speaker.SpeakAsync(Spoken.Silence(0.3), Spoken.Words("one two three four"));
        await speaker.NextAsync("speech.started");
        var stopping = server.App.StopAsync(Patience.Token());
        await Eventually.TrueAsync(() => server.Hub.Stopping);

        using var late = await Speaker.ConnectAsync(server.Address);
        await late.SayAsync("""{"type":"session.start"}""");
        var error = await late.NextAsync("error");
        await late.RestAsync();

        Assert.Equal("shutting_down", error.GetProperty("code").GetString());
        Assert.Equal(4001, late.CloseCode);
        server.Release();
        await speaker.RestAsync();
        await stopping;
    }

    [Fact]
    public async Task A_recording_that_a_stop_cuts_off_is_answered_with_an_error_and_not_with_half_a_transcript()
    {
        await using var server = await TestServer.StartAsync();
        server.Hold();
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Wav.Of([.. Enumerable.Repeat(Spoken.Words("one two three four"), 20).SelectMany(words => new[] { words, Spoken.Silence(1) })])), "file", "talk.wav" },
        };
        var answering = server.Client.PostAsync("/v1/audio/transcriptions", form, Patience.Token());
        await Eventually.TrueAsync(() => server.Recognizer.Requests.Count > 0);

        var stopping = server.App.StopAsync(Patience.Token());
        await Eventually.TrueAsync(() => server.Hub.Stopping);
        server.Release();
        using var answer = await answering;
        await stopping;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("shutting_down", await answer.Content.ReadAsStringAsync(Patience.Token()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_polls_fetches_its_last_events_before_the_server_is_gone()
    {
        const string Address = "/socket.io/?EIO=4&transport=polling";
        await using var server = await TestServer.StartAsync();
        var opened = await server.Client.GetStringAsync(Address, Patience.Token());
        var connection = $"{Address}&sid={JsonElement.Parse(opened[1..]).GetProperty("sid").GetString()}";
        using var join = new StringContent("40");
        using var joined = await server.Client.PostAsync(connection, join, Patience.Token());
        await server.Client.GetStringAsync(connection, Patience.Token());

        server.App.Lifetime.StopApplication();
        var stopping = server.App.StopAsync(Patience.Token());
        var last = await server.Client.GetStringAsync(connection, Patience.Token());
        var goodbye = await server.Client.GetStringAsync(connection, Patience.Token());
        await stopping;

        var said = JsonElement.Parse(last[2..]);
        Assert.Equal(("error", "shutting_down"), (said[0].GetString(), said[1].GetProperty("code").GetString()));
        Assert.Equal("1", goodbye);
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_holds_the_stop_up_no_longer_than_the_limit()
    {
        await using var server = await TestServer.StartAsync(("Limits:ShutdownSeconds", "0"));
        server.Hold();
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start"}""");
        await speaker.SpeakAsync(Spoken.Silence(0.3), Spoken.Words("one two three four"));
        await speaker.NextAsync("speech.started");

        var stopping = server.App.StopAsync(Patience.Token());
        var rest = await speaker.RestAsync();
        await stopping;

        Assert.Equal(["session.ended", "error"], rest[^2..]);
        Assert.Equal(4001, speaker.CloseCode);
    }
}
