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
}
