using System.Net;
using Parley.Engine.Sessions;
using Parley.Protocols.Tests.WebSockets;
using Parley.Testing;

namespace Parley.Protocols.Tests.HttpSessions;

/// <summary>A session that is made, spoken to and ended by requests.</summary>
public sealed class HttpSessionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_made_spoken_to_listened_to_and_ended()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server, """{"language":"en","mode":"batch"}""");
        Assert.Equal($"/v1/sessions/{session.Id}", session.Path);
        Assert.Equal((0, "active", 16_000), (session.Started.Number("received"), session.Started.Text("state"), session.Started.Number("rate")));
        using var events = await session.EventsAsync();

        var held = await session.SpeakAsync(0, Spoken.Words("one two"));
        Assert.Equal(8_000, held.Number("received"));
        held = await session.SpeakAsync(8_000, Spoken.Words("three"), Spoken.Silence(1));
        Assert.Equal(28_000, held.Number("received"));
        Assert.Equal("one two three", (await events.NextAsync("transcript.final")).Data.Text("text"));
        Assert.Equal("draining", (await session.EndAsync()).Text("state"));

        var rest = await events.RestAsync();
        Assert.Equal("completed", rest[^1].Data.Text("reason"));
        var shown = await session.ShowAsync();
        Assert.Equal(("ended", 28_000, 28_000), (shown.Text("state"), shown.Number("received"), shown.Number("committed")));
    }

    [Fact]
    public async Task A_body_without_a_length_is_heard_while_it_still_comes()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);
        using var events = await session.EventsAsync();
        var first = Spoken.S16Le(Spoken.Words("hello world."), Spoken.Silence(1));
        var heard = new TaskCompletionSource();
        var upload = session.UploadAsync(new ChunkedContent([.. first, .. Spoken.S16Le(Spoken.Words("one"), Spoken.Silence(1))], first.Length, heard.Task));

        Assert.Equal("hello world.", (await events.NextAsync("transcript.final")).Data.Text("text"));
        Assert.False(upload.IsCompleted);
        heard.SetResult();

        using var answer = await upload;
        Assert.Equal(44_000, (await HttpClientSession.JsonAsync(answer)).Number("received"));
        Assert.Equal("one", (await events.NextAsync("transcript.final")).Data.Text("text"));
    }

    [Fact]
    public async Task A_sample_whose_bytes_come_one_after_the_other_is_one_sample()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);
        using var events = await session.EventsAsync();
        var rest = new TaskCompletionSource();
        var upload = session.UploadAsync(new ChunkedContent(Spoken.S16Le(Spoken.Words("one two three"), Spoken.Silence(1)), 8_001, rest.Task));
        await Eventually.TrueAsync(() => server.Hub.Find(session.Id).Value!.Received == 4_000);

        rest.SetResult();

        using var answer = await upload;
        Assert.Equal(28_000, (await HttpClientSession.JsonAsync(answer)).Number("received"));
        Assert.Equal("one two three", (await events.NextAsync("transcript.final")).Data.Text("text"));
    }

    [Fact]
    public async Task A_body_far_larger_than_one_chunk_is_taken_as_fast_as_the_session_goes()
    {
        await using var server = await TestServer.StartAsync();
        var busy = new TaskCompletionSource();
        server.Recognizer.Before = (_, _) => busy.Task;
        using var session = await HttpClientSession.StartAsync(server, """{"mode":"batch"}""");
        const int Utterances = 40;
        var audio = Enumerable.Repeat(new[] { Spoken.Words("one two"), Spoken.Silence(1) }, Utterances).SelectMany(part => part).ToArray();
        var upload = session.SpeakAsync(0, audio);

        await Eventually.TrueAsync(() => server.Recognizer.Requests.Count >= 4);
        Assert.True(server.Hub.Find(session.Id).Value!.Received < Utterances * 24_000, "The client was not held back.");
        Assert.False(upload.IsCompleted);
        busy.SetResult();

        Assert.Equal(Utterances * 24_000, (await upload).Number("received"));
        using var events = await session.EventsAsync();
        await session.EndAsync();
        Assert.Equal(Utterances, (await events.RestAsync()).Count(e => e.Type is "transcript.final"));
    }

    [Fact]
    public async Task A_request_repeated_because_its_answer_was_lost_is_not_heard_twice_and_a_hole_is_told()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);
        await session.SpeakAsync(0, Spoken.Words("one two"));
        Assert.Equal(8_000, (await session.SpeakAsync(0, Spoken.Words("one two"))).Number("received"));
        Assert.Equal(12_000, (await session.SpeakAsync(4_000, Spoken.Words("two three"))).Number("received"));
        await session.SpeakAsync(20_000, Spoken.Words("four"), Spoken.Silence(1));
        await session.EndAsync();

        using var events = await session.EventsAsync();
        var said = (await events.RestAsync()).Select(e => e.Data).ToList();
        Assert.Equal(["one two three", "four"], said.Where(e => e.Is("transcript.final")).Select(e => e.Some("text")));
        var gap = Assert.Single(said, e => e.Is("error"));
        Assert.Equal(("audio_gap", 12_000, 20_000), (gap.Text("code"), gap.Number("from"), gap.Number("to")));
    }

    [Fact]
    public async Task Flushing_gives_a_final_at_once()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);
        using var events = await session.EventsAsync();
        await session.SpeakAsync(null, Spoken.Words("one two"));

        using var answer = await session.Http.PostAsync($"{session.Path}/flush", null, Cancellation);

        Assert.Equal(8_000, (await HttpClientSession.JsonAsync(answer)).Number("received"));
        Assert.Equal("flush", (await events.NextAsync("speech.ended")).Data.Text("reason"));
        Assert.Equal("one two", (await events.NextAsync("transcript.final")).Data.Text("text"));
    }

    [Fact]
    public async Task One_request_at_a_time_may_send_audio()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);
        var proceed = new TaskCompletionSource();
        var first = session.UploadAsync(new ChunkedContent(Spoken.S16Le(Spoken.Words("one two")), 8_000, proceed.Task));
        await Eventually.TrueAsync(() => server.Hub.Find(session.Id).Value!.Received == 4_000);

        using var second = await session.UploadAsync(new ByteArrayContent(Spoken.S16Le(Spoken.Words("nine"))));
        var problem = await HttpClientSession.JsonAsync(second);
        Assert.Equal((HttpStatusCode.Conflict, "upload_in_progress"), (second.StatusCode, problem.Text("code")));
        Assert.Equal((true, 1_000), (problem.GetProperty("retry").GetBoolean(), problem.Number("retry_after_ms")));
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);

        proceed.SetResult();
        using var answer = await first;
        Assert.Equal(8_000, (await HttpClientSession.JsonAsync(answer)).Number("received"));
        await session.SpeakAsync(8_000, Spoken.Words("three"));
    }

    [Fact]
    public async Task A_client_that_lost_its_request_goes_on_over_a_WebSocket_and_the_other_way_round()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);
        var proceed = new TaskCompletionSource();
        var upload = session.UploadAsync(new ChunkedContent(Spoken.S16Le(Spoken.Words("one two")), 8_000, proceed.Task));
        await Eventually.TrueAsync(() => server.Hub.Find(session.Id).Value!.Received == 4_000);

        using var socket = await TestClient.ResumeAsync(server, session.Id, 0);
        Assert.Equal(4_000, (await socket.NextAsync("session.resumed")).Number("received"));
        await socket.SpeakAsync(Spoken.Words("two"));
        await Eventually.TrueAsync(() => server.Hub.Find(session.Id).Value!.Received == 8_000);

        proceed.SetResult();
        using var answer = await upload;
        Assert.Equal(("taken_over", HttpStatusCode.Conflict), ((await HttpClientSession.JsonAsync(answer)).Text("code"), answer.StatusCode));

        await session.SpeakAsync(8_000, Spoken.Words("three"), Spoken.Silence(1));
        Assert.Equal("taken_over", (await socket.NextAsync("error")).Text("code"));
        await session.EndAsync();
        using var events = await session.EventsAsync();
        Assert.Equal("one two three", (await events.NextAsync("transcript.final")).Data.Text("text"));
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(8_001)]
    public async Task A_body_that_stops_coming_is_given_up_and_the_whole_samples_that_came_are_kept(int bytes)
    {
        await using var server = await TestServer.StartAsync(options => options.Sessions = new() { IdleTimeout = TimeSpan.FromMinutes(7) });
        using var session = await HttpClientSession.StartAsync(server, """{"resume_window":600}""");
        var proceed = new TaskCompletionSource();
        var upload = session.UploadAsync(new ChunkedContent(Spoken.S16Le(Spoken.Words("one two")), bytes, proceed.Task));
        await Eventually.TrueAsync(() => server.Hub.Find(session.Id).Value!.Received == 4_000
            && server.Time.Pending.Any(due => due == TimeSpan.FromMinutes(7)));

        server.Time.Advance(TimeSpan.FromMinutes(7));

        await Eventually.TrueAsync(() => server.Time.Pending.Any(due => due == TimeSpan.FromMinutes(10)));
        Assert.Equal(8_000, (await session.SpeakAsync(4_000, Spoken.Words("two"))).Number("received"));
        proceed.SetResult();
        using var answer = await upload;
        Assert.Equal(("idle_timeout", HttpStatusCode.RequestTimeout), ((await HttpClientSession.JsonAsync(answer)).Text("code"), answer.StatusCode));
    }

    [Fact]
    public async Task A_session_that_nothing_is_sent_to_is_abandoned_after_its_window()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server, """{"resume_window":5}""");
        using var events = await session.EventsAsync();
        await session.SpeakAsync(null, Spoken.Words("one two"));

        await server.Time.UntilAsync(() => server.Hub.Find(session.Id).Value?.State == SessionState.Ended, TimeSpan.FromSeconds(6));

        var rest = await events.RestAsync();
        Assert.Equal("one two", Assert.Single(rest, e => e.Type is "transcript.final").Data.Text("text"));
        Assert.Equal("abandoned", rest[^1].Data.Text("reason"));
        await server.Time.UntilAsync(() => !server.Hub.Find(session.Id).Succeeded, TimeSpan.FromSeconds(5));
        using var gone = await session.Http.GetAsync(session.Path, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task An_Opus_packet_is_a_request_of_its_own()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server, """{"input":{"encoding":"opus","rate":48000}}""");

        // Twenty milliseconds in which nothing is transmitted (RFC 6716 §3.1: a table of contents and no frame).
        using var packet = await session.UploadAsync(new ByteArrayContent([0xF8]));
        Assert.Equal(960, (await HttpClientSession.JsonAsync(packet)).Number("received"));
        using var large = await session.UploadAsync(new ByteArrayContent(new byte[40_000]));
        Assert.Equal("chunk_too_large", (await HttpClientSession.JsonAsync(large)).Text("code"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }
}
