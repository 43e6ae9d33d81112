using System.Net;
using Parley.Testing;

namespace Parley.Protocols.Tests.HttpSessions;

/// <summary>A link with which others read along, and do no more.</summary>
public sealed class SharedSessionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_has_the_link_reads_everything_that_is_said_but_never_the_id_of_the_session()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server, """{"mode":"batch"}""");
        var (link, path) = await ShareAsync(session);
        using var events = await ReadAsync(session, path);
        await session.SpeakAsync(0, Spoken.Words("one two"), Spoken.Silence(1));
        await session.EndAsync();

        var all = await events.RestAsync();

        Assert.Equal(["session.started", "speech.started", "speech.ended", "transcript.final", "ack", "usage", "session.ended"], all.Select(e => e.Type));
        Assert.Equal(link, all[0].Data.Text("session_id"));
        Assert.DoesNotContain(all, e => e.Data.GetRawText().Contains(session.Id, StringComparison.Ordinal));
        Assert.DoesNotContain(session.Id, link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_with_a_link_goes_on_where_it_was()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server, """{"mode":"batch"}""");
        var (_, path) = await ShareAsync(session);
        await session.SpeakAsync(0, Spoken.Words("one two"), Spoken.Silence(1));
        await session.EndAsync();
        using var whole = await ReadAsync(session, path);
        var all = await whole.RestAsync();

        using var rest = await ReadAsync(session, path + "?after=3");

        Assert.Equal(all.Skip(3).Select(e => e.Data.GetRawText()), (await rest.RestAsync()).Select(e => e.Data.GetRawText()));
    }

    [Fact]
    public async Task The_session_of_a_connection_can_be_shared_too()
    {
        await using var server = await TestServer.StartAsync();
        using var speaker = await WebSockets.TestClient.StartAsync(server, "\"mode\":\"batch\"");
        var id = (await speaker.NextAsync("session.started")).Some("session_id");
        using var http = HttpClientSession.Client(server);

        using var shared = await http.PostAsync($"/v1/sessions/{id}/share", null, Cancellation);

        Assert.Equal(HttpStatusCode.OK, shared.StatusCode);
    }

    [Fact]
    public async Task A_link_does_not_open_what_the_session_id_opens()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);
        var (link, _) = await ShareAsync(session);

        foreach (var request in new[] { $"/v1/sessions/{link}/audio", $"/v1/sessions/{link}/flush", $"/v1/sessions/{link}/share" })
        {
            using var answer = await session.Http.PostAsync(request, new ByteArrayContent([0, 0]), Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var shown = await session.Http.GetAsync($"/v1/sessions/{link}", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, shown.StatusCode);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("s_AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("%F0%9F%99%82")]
    [InlineData(null)]
    public async Task What_is_no_link_is_answered_with_404_and_names_the_field(string? link)
    {
        await using var server = await TestServer.StartAsync();
        using var http = HttpClientSession.Client(server);

        using var answer = await http.GetAsync($"/v1/shared/{link ?? new string('A', 4_000)}/events", Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var problem = await HttpClientSession.JsonAsync(answer);
        Assert.Equal(("session_not_found", "link"), (problem.Text("code"), problem.Text("param")));
    }

    [Fact]
    public async Task A_link_that_was_changed_leads_nowhere()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);
        var (link, _) = await ShareAsync(session);
        var changed = link[..^6] + (link[^6] == 'A' ? 'B' : 'A') + link[^5..];

        using var answer = await session.Http.GetAsync($"/v1/shared/{changed}/events", Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task There_is_no_link_to_a_session_that_is_not_there()
    {
        await using var server = await TestServer.StartAsync();
        using var http = HttpClientSession.Client(server);

        using var answer = await http.PostAsync("/v1/sessions/s_none/share", null, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static async Task<(string Link, string Path)> ShareAsync(HttpClientSession session)
    {
        using var answer = await session.Http.PostAsync($"{session.Path}/share", null, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var shared = await HttpClientSession.JsonAsync(answer);
        return (shared.Some("link"), shared.Some("events"));
    }

    private static async Task<EventReader> ReadAsync(HttpClientSession session, string path) =>
        new(await session.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Cancellation));
}
