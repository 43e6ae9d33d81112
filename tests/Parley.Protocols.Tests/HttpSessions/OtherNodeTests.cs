using System.Net;
using Parley.Testing;

namespace Parley.Protocols.Tests.HttpSessions;

/// <summary>A session whose requests come to more than one node.</summary>
public sealed class OtherNodeTests : IAsyncLifetime
{
    private readonly MemorySessionDirectory _directory = new(new VirtualTime());
    private TestServer _first = null!;
    private TestServer _second = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _first = await TestServer.StartAsync(directory: _directory);
        _second = await TestServer.StartAsync(directory: _directory);
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Where_the_session_is_not_received_is_what_it_would_be_there()
    {
        using var session = await HttpClientSession.StartAsync(_first);
        await session.SpeakAsync(null, Spoken.Words("one two"));
        using var there = session.At(_second);

        Assert.Equal((8_000, 0), ((await session.ShowAsync()).Number("received"), (await there.ShowAsync()).Number("received")));

        Assert.Equal(12_000, (await there.SpeakAsync(0, Spoken.Words("one two three"))).Number("received"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(8_000)]
    [InlineData(1)]
    public async Task Audio_that_would_pass_over_what_is_not_here_is_refused_until_that_has_been_sent_again(int? position)
    {
        using var session = await HttpClientSession.StartAsync(_first);
        await session.SpeakAsync(null, Spoken.Words("one two"));
        using var there = session.At(_second);

        using var refused = await there.UploadAsync(new ByteArrayContent(Spoken.S16Le(Spoken.Words("three"))), position);
        await MissingAsync(refused, 0, 8_000);

        // Less than all of it is not enough.
        await there.SpeakAsync(0, Spoken.Words("one"));
        using var again = await there.UploadAsync(new ByteArrayContent(Spoken.S16Le(Spoken.Words("three"))));
        await MissingAsync(again, 4_000, 8_000);
        await there.SpeakAsync(4_000, Spoken.Words("two"));
        await there.SpeakAsync(null, Spoken.Words("three"), Spoken.Silence(1));
        Assert.Equal("one two three", await TextAsync(there));
    }

    [Fact]
    public async Task What_an_answer_says_is_held_every_node_knows_of()
    {
        using var session = await HttpClientSession.StartAsync(_first);

        // Of so little nothing is said, so that nothing but the answer tells of it.
        Assert.Equal(1_600, (await session.SpeakAsync(null, Spoken.Silence(0.1))).Number("received"));

        using var there = session.At(_second);
        using var refused = await there.UploadAsync(new ByteArrayContent(new byte[2]));
        await MissingAsync(refused, 0, 1_600);
    }

    [Theory]
    [InlineData("DELETE", "", null)]
    [InlineData("POST", "/flush", null)]
    [InlineData("POST", "/messages", """{"type":"reply.create"}""")]
    public async Task What_stands_after_the_audio_waits_until_it_has_been_sent_again(string method, string path, string? body)
    {
        using var session = await HttpClientSession.StartAsync(_first);
        await session.SpeakAsync(null, Spoken.Words("one two"));
        using var there = session.At(_second);

        await MissingAsync(await SendAsync(), 0, 8_000);
        Assert.Equal("active", (await there.ShowAsync()).Text("state"));

        await there.SpeakAsync(0, Spoken.Words("one two"));
        using var answer = await SendAsync();
        Assert.NotEqual("audio_gap", (await HttpClientSession.JsonAsync(answer)).TryGetProperty("code", out var code) ? code.GetString() : null);
        Assert.Equal("one two", await TextAsync(there));

        async Task<HttpResponseMessage> SendAsync()
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), there.Path + path) { Content = body is null ? null : new StringContent(body) };
            return await there.Http.SendAsync(request, Cancellation);
        }
    }

    [Fact]
    public async Task A_session_that_was_elsewhere_in_between_still_lacks_what_it_lacked()
    {
        using var session = await HttpClientSession.StartAsync(_first);
        await session.SpeakAsync(null, Spoken.Words("one two"));
        using var there = session.At(_second);
        using var updated = await there.Http.PostAsync($"{there.Path}/messages", new StringContent("""{"type":"session.update","language":"en"}"""), Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, updated.StatusCode);

        using var refused = await session.UploadAsync(new ByteArrayContent(Spoken.S16Le(Spoken.Words("three"))), 8_000);
        await MissingAsync(refused, 0, 8_000);

        await session.SpeakAsync(0, Spoken.Words("one two three"), Spoken.Silence(1));
        Assert.Equal("one two three", await TextAsync(session));
    }

    [Fact]
    public async Task Where_nothing_is_missing_the_session_goes_on_at_once()
    {
        using var session = await HttpClientSession.StartAsync(_first);
        using var events = await session.EventsAsync();
        await session.SpeakAsync(null, Spoken.Words("one two"));
        using var flushed = await session.Http.PostAsync($"{session.Path}/flush", null, Cancellation);
        Assert.Equal(8_000, (await events.NextAsync("ack")).Data.Number("committed"));

        using var there = session.At(_second);
        Assert.Equal(12_000, (await there.SpeakAsync(null, Spoken.Words("three"))).Number("received"));
        Assert.Equal("one two|three", await TextAsync(there));
    }

    [Fact]
    public async Task An_upload_to_a_node_that_stops_is_sent_elsewhere_as_its_reader_is()
    {
        using var session = await HttpClientSession.StartAsync(_first);
        using var events = await session.EventsAsync();
        var here = _first.Hub.Find(session.Id).Value!;
        var proceed = new TaskCompletionSource();
        var upload = session.UploadAsync(new ChunkedContent(Spoken.S16Le(Spoken.Silence(1)), 16_000, proceed.Task));
        await Eventually.TrueAsync(() => here.Received == 8_000);

        await _first.Hub.StopAsync(Cancellation);
        proceed.SetResult();

        using var answer = await upload;
        var problem = await HttpClientSession.JsonAsync(answer);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "shutting_down", true), (answer.StatusCode, problem.Text("code"), problem.GetProperty("retry").GetBoolean()));
        Assert.Equal(TimeSpan.Zero, answer.Headers.RetryAfter?.Delta);
        Assert.Equal("shutting_down", (await events.NextAsync("error")).Data.Text("code"));
        using var there = session.At(_second);
        await there.SpeakAsync(0, Spoken.Silence(0.5), Spoken.Words("one"));
        await there.EndAsync();
    }

    /// <summary>Ends the session; the finals of all it said, with a bar between them.</summary>
    private static async Task<string> TextAsync(HttpClientSession session)
    {
        await session.EndAsync();
        using var events = await session.EventsAsync();
        return string.Join('|', (await events.RestAsync()).Where(e => e.Type is "transcript.final").Select(e => e.Data.Some("text")));
    }

    private static async Task MissingAsync(HttpResponseMessage answer, int from, int to)
    {
        var problem = await HttpClientSession.JsonAsync(answer);
        Assert.Equal((HttpStatusCode.Conflict, "audio_gap"), (answer.StatusCode, problem.Text("code")));
        Assert.Equal((from, from, to), (problem.Number("received"), problem.Number("from"), problem.Number("to")));
        Assert.True(problem.GetProperty("retry").GetBoolean());
    }
}
