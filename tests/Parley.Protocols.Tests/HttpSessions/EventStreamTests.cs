using System.Net;
using Microsoft.AspNetCore.Http;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Protocols.HttpSessions;
using Parley.Testing;

namespace Parley.Protocols.Tests.HttpSessions;

/// <summary>A session's events as a browser's EventSource reads them.</summary>
public sealed class EventStreamTests
{
    [Fact]
    public async Task Each_event_has_its_number_its_type_and_its_fields_and_the_stream_ends_after_the_last_one()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server, """{"mode":"batch"}""");
        using var events = await session.EventsAsync();
        Assert.Equal("text/event-stream", events.Answer.Content.Headers.ContentType?.ToString());
        Assert.True(events.Answer.Headers.CacheControl?.NoStore);
        await session.SpeakAsync(0, Spoken.Words("one two"), Spoken.Silence(1));
        await session.EndAsync();

        var all = await events.RestAsync();
        Assert.Equal(["retry: 1000"], events.Others);
        Assert.Equal(["session.started", "speech.started", "speech.ended", "transcript.final", "ack", "usage", "session.ended"], all.Select(e => e.Type));
        Assert.All(all, e => Assert.Equal((e.Id, e.Type), ($"{e.Data.Number("seq")}", e.Data.Text("type"))));
    }

    [Theory]
    [InlineData("?after=3", null)]
    [InlineData("", "3")]
    [InlineData("?after=1", "3")]
    public async Task A_reader_goes_on_after_the_last_event_it_has(string query, string? lastEventId)
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server, """{"mode":"batch"}""");
        await session.SpeakAsync(0, Spoken.Words("one two"), Spoken.Silence(1));
        await session.EndAsync();
        using var all = await session.EventsAsync();
        var whole = await all.RestAsync();

        using var rest = await session.EventsAsync(query, lastEventId);

        Assert.Equal(whole.Skip(3).Select(e => e.Data.GetRawText()), (await rest.RestAsync()).Select(e => e.Data.GetRawText()));
    }

    [Fact]
    public async Task A_reader_that_has_the_last_event_of_an_ended_session_is_told_to_stop_asking()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);
        await session.EndAsync();
        using var events = await session.EventsAsync();
        var last = (await events.RestAsync())[^1].Id;
        await server.Hub.Find(session.Id).Value!.Completion;

        using var again = await session.EventsAsync(lastEventId: last);

        Assert.Equal(HttpStatusCode.NoContent, again.Answer.StatusCode);
    }

    [Fact]
    public async Task A_reader_that_is_found_gone_while_nothing_is_said_takes_no_fault_with_it()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);
        var context = new DefaultHttpContext { Response = { Body = new BreakingStream(writes: 2) } };
        var options = new ProtocolOptions();
        var time = new VirtualTime();

        var reading = new EventStream(context, server.Hub.Find(session.Id).Value!, options, time).RunAsync();
        await Eventually.TrueAsync(() => time.Pending.Count > 0, "the wait for the next event");
        time.Advance(options.HttpSessions.Heartbeat);

        await reading.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Events_that_are_gone_are_said_to_be_and_the_reader_that_comes_back_goes_on_from_there()
    {
        await using var server = await TestServer.StartAsync(limits: new SessionLimits { EventCapacity = 16 });
        using var session = await HttpClientSession.StartAsync(server);
        for (var i = 0; i < 20; i++)
        {
            server.Hub.Find(session.Id).Value!.Events.Append(new Notice("test", "One more."));
        }

        using var events = await session.EventsAsync(lastEventId: "1");
        var (id, reset) = await events.NextAsync("reset");
        Assert.Equal(("5", 1, 6), (id, reset.Number("after"), reset.Number("first")));
        Assert.Equal("6", (await events.NextAsync("notice")).Id);

        using var back = await session.EventsAsync(lastEventId: id);
        Assert.Equal("6", (await back.NextAsync("notice")).Id);
    }

    [Fact]
    public async Task A_comment_shows_that_a_quiet_stream_lives()
    {
        await using var server = await TestServer.StartAsync();
        using var session = await HttpClientSession.StartAsync(server);
        using var events = await session.EventsAsync();
        await events.NextAsync("session.started");

        for (var i = 0; i < 3; i++)
        {
            await Eventually.TrueAsync(() => server.Time.Pending.Any(due => due == TimeSpan.FromSeconds(15)));
            server.Time.Advance(TimeSpan.FromSeconds(15));
        }

        await session.EndAsync();
        await events.RestAsync();
        Assert.Equal(["retry: 1000", ": ", ": ", ": "], events.Others);
    }

    [Fact]
    public async Task Anybody_may_read_along_with_a_session_of_a_connection()
    {
        await using var server = await TestServer.StartAsync();
        using var speaker = await WebSockets.TestClient.StartAsync(server, "\"mode\":\"batch\"");
        var id = (await speaker.NextAsync("session.started")).Some("session_id");
        using var http = HttpClientSession.Client(server);
        using var events = new EventReader(await http.GetAsync(
            $"/v1/sessions/{id}/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken));

        await speaker.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));

        Assert.Equal("one two", (await events.NextAsync("transcript.final")).Data.Text("text"));
    }

    [Fact]
    public async Task A_reader_that_is_too_slow_is_cut_off_and_finds_everything_when_it_comes_back()
    {
        await using var server = await TestServer.StartAsync(
            limits: new SessionLimits { EventCapacity = 100_000, EventBytes = 1 << 30, WaitingBytes = 1 << 20 });
        using var session = await HttpClientSession.StartAsync(server);
        var log = server.Hub.Find(session.Id).Value!.Events;
        using var slow = await session.EventsAsync();
        await slow.NextAsync("session.started");

        // More than the system takes in for a client that does not read, and then more than may wait.
        for (var i = 0; i < 400; i++)
        {
            log.Append(new TranscriptFinal(i, new string('x', 60_000), "en", 0, 1));
        }

        var read = await slow.RestAsync();
        Assert.Equal(("error", "reader_too_slow"), (read[^1].Type, read[^1].Data.Text("code")));
        Assert.True(read[^1].Data.GetProperty("retry").GetBoolean());
        var seen = read.Count(e => e.Type is "transcript.final");
        Assert.InRange(seen, 0, 399);

        await session.EndAsync();
        using var back = await session.EventsAsync(lastEventId: $"{seen + 1}");
        Assert.Equal(400 - seen, (await back.RestAsync()).Count(e => e.Type is "transcript.final"));
    }

    /// <summary>A client that reads what is written so often and is gone then.</summary>
    private sealed class BreakingStream(int writes) : MemoryStream
    {
        private int _left = writes;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            --_left < 0 ? ValueTask.FromException(new IOException("reset")) : base.WriteAsync(buffer, cancellationToken);
    }
}
