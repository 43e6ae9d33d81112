using Parley.Engine.Sessions;
using Parley.Protocols.Tests.WebSockets;
using Parley.Testing;

namespace Parley.Protocols.Tests.HttpSessions;

/// <summary>What a session over HTTP does not accept, each with its status, code and field.</summary>
public sealed class RefusedRequestTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"language":"fr"}""", 400, "unsupported_language", "language")]
    [InlineData("""{"language":"!"}""", 400, "invalid_request", "language")]
    [InlineData("""{"model":"huge"}""", 404, "unknown_model", "model")]
    [InlineData("""{"input":{"encoding":"mp3"}}""", 400, "invalid_request", "input.encoding")]
    [InlineData("""{"input":{"rate":0}}""", 400, "invalid_request", "input.rate")]
    [InlineData("""{"input":{"channels":65535}}""", 400, "invalid_request", "input.channels")]
    [InlineData("""{"resumable":false}""", 400, "invalid_request", "resumable")]
    [InlineData("""{"resume_window":0}""", 400, "invalid_request", "resume_window")]
    [InlineData("""{"type":"session.start"}""", 400, "invalid_request", "type")]
    [InlineData("""[]""", 400, "invalid_json", null)]
    [InlineData("""{"language":""", 400, "invalid_json", null)]
    [InlineData("audio", 400, "invalid_json", null)]
    public async Task Options_that_make_no_session(string options, int status, string code, string? param)
    {
        await using var server = await TestServer.StartAsync();
        using var http = HttpClientSession.Client(server);

        using var answer = await http.PostAsync("/v1/sessions", new StringContent(options), Cancellation);

        await ProblemAsync(answer, status, code, param);
        Assert.Equal(0, server.Hub.Running);
    }

    [Fact]
    public async Task Options_that_are_no_text_or_too_much_of_it()
    {
        await using var server = await TestServer.StartAsync();
        using var http = HttpClientSession.Client(server);

        using var bytes = await http.PostAsync("/v1/sessions", new ByteArrayContent([(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}']), Cancellation);
        await ProblemAsync(bytes, 400, "invalid_json", null);
        using var long1 = await http.PostAsync("/v1/sessions", new StringContent($$"""{"language":"{{new string('e', 70_000)}}"}"""), Cancellation);
        await ProblemAsync(long1, 413, "message_too_large", "body");
    }

    [Fact]
    public async Task More_sessions_than_the_server_runs()
    {
        await using var server = await TestServer.StartAsync(
            limits: new SessionLimits { MaxSessions = 1, RetryAfter = TimeSpan.FromMilliseconds(1_500) });
        using var first = await HttpClientSession.StartAsync(server);

        using var answer = await first.Http.PostAsync("/v1/sessions", null, Cancellation);

        await ProblemAsync(answer, 503, "too_many_sessions", null);
        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/audio")]
    [InlineData("POST", "/flush")]
    [InlineData("GET", "/events")]
    public async Task A_session_that_there_is_not(string method, string path)
    {
        await using var server = await TestServer.StartAsync();
        using var http = HttpClientSession.Client(server);
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/v1/sessions/s_nobody{path}");

        using var answer = await http.SendAsync(request, Cancellation);

        await ProblemAsync(answer, 404, "session_not_found", "id");
    }

    [Theory]
    [InlineData("?position=-1", "position")]
    [InlineData("?position=1.5", "position")]
    [InlineData("?position=here", "position")]
    [InlineData("?position=99999999999999999999", "position")]
    [InlineData("?position=57600001", "position")]
    public async Task A_position_that_is_none(string query, string param)
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);

        using var answer = await session.Http.PostAsync($"{session.Path}/audio{query}", new ByteArrayContent(new byte[2]), Cancellation);

        await ProblemAsync(answer, 400, "invalid_request", param);
        Assert.Equal(0, (await session.ShowAsync()).Number("received"));
    }

    [Fact]
    public async Task Half_a_sample_at_the_end_and_all_before_it_is_kept()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);

        using var answer = await session.UploadAsync(new ByteArrayContent(new byte[100_001]));

        await ProblemAsync(answer, 400, "invalid_audio", "audio");
        Assert.Equal(50_000, (await session.ShowAsync()).Number("received"));
        Assert.Equal(50_001, (await session.SpeakAsync(50_000, new float[1])).Number("received"));
    }

    [Fact]
    public async Task Audio_or_a_flush_for_a_session_that_has_ended()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);
        await session.EndAsync();

        using var answer = await session.UploadAsync(new ByteArrayContent(new byte[2]));
        await ProblemAsync(answer, 409, "session_ended", "id");
        using var flushed = await session.Http.PostAsync($"{session.Path}/flush", null, Cancellation);
        await ProblemAsync(flushed, 409, "session_ended", "id");

        // To end it once more changes nothing.
        await session.EndAsync();
    }

    [Theory]
    [InlineData("POST", "/audio")]
    [InlineData("POST", "/flush")]
    [InlineData("DELETE", "")]
    public async Task A_change_to_the_session_of_a_connection(string method, string path)
    {
        await using var server = await TestServer.StartAsync();
        using var speaker = await TestClient.StartAsync(server);
        var id = (await speaker.NextAsync("session.started")).Some("session_id");
        using var http = HttpClientSession.Client(server);
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/v1/sessions/{id}{path}");

        using var answer = await http.SendAsync(request, Cancellation);

        await ProblemAsync(answer, 409, "not_resumable", "id");
        await speaker.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        Assert.Equal("one two", (await speaker.NextAsync("transcript.final")).Text("text"));
    }

    [Theory]
    [InlineData("?after=later", null, "after")]
    [InlineData("?after=-1", null, "after")]
    [InlineData("?after=1000", null, "after")]
    [InlineData("", "first", "Last-Event-ID")]
    [InlineData("?after=1", "1000", "Last-Event-ID")]
    public async Task A_place_in_the_events_that_there_is_not(string query, string? lastEventId, string param)
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);

        using var events = await session.EventsAsync(query, lastEventId);

        await ProblemAsync(events.Answer, 400, "invalid_request", param);
    }

    [Fact]
    public async Task A_body_that_breaks_off_in_the_middle_of_a_chunk()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);
        using var raw = await RawClient.ConnectAsync(
            server, $"POST {session.Path}/audio HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n\0\0\0\0\r\nno length\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", raw.Head, StringComparison.Ordinal);
        Assert.Equal("active", (await session.ShowAsync()).Text("state"));
    }

    [Theory]
    [InlineData("a chunk of no length")]
    [InlineData("the end of the connection")]
    [InlineData("a reset")]
    public async Task A_body_that_breaks_off_in_the_middle_of_a_sample_and_all_before_it_is_kept(string fault)
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);
        using var raw = await RawClient.ConnectAsync(
            server, $"POST {session.Path}/audio HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 100 ", raw.Head, StringComparison.Ordinal);

        await raw.SendAsync([.. "C81\r\n"u8, .. new byte[3_201], .. "\r\n"u8]);
        await Eventually.TrueAsync(() => server.Hub.Find(session.Id).Value!.Received == 1_600);
        await (fault switch
        {
            "a reset" => Task.Run(raw.Reset, Cancellation),
            "the end of the connection" => Task.Run(raw.Finish, Cancellation),
            _ => raw.SendAsync([.. "no length\r\n"u8]),
        });

        await Eventually.TrueAsync(() => server.Time.Pending.Any(due => due == TimeSpan.FromSeconds(120)));
        Assert.Equal(1_600, (await session.ShowAsync()).Number("received"));
    }

    private static async Task ProblemAsync(HttpResponseMessage answer, int status, string code, string? param)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(status == (int)answer.StatusCode, $"{answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await HttpClientSession.JsonAsync(answer);
        Assert.Equal((code, param, (long)status), (problem.Text("code"), problem.Text("param"), problem.Number("status")));
        problem.Some("detail");
        problem.Some("request_id");
    }
}
