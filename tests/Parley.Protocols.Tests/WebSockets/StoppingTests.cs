using Parley.Testing;

namespace Parley.Protocols.Tests.WebSockets;

public sealed class StoppingTests
{
    [Fact]
    public async Task A_session_is_finished_before_its_connection_is_closed()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.StartAsync(server);
        await client.SpeakAsync(Spoken.Words("hello world."));
        await client.NextAsync("speech.started");

        await server.Hub.StopAsync(TestContext.Current.CancellationToken);

        var rest = await client.RestAsync();
        Assert.Equal("hello world.", Assert.Single(rest, e => e.Is("transcript.final")).Text("text"));
        Assert.Equal("shutdown", Assert.Single(rest, e => e.Is("session.ended")).Text("reason"));
        Assert.Equal("shutting_down", rest[^1].Text("code"));
        Assert.Equal(4001, (int?)client.CloseStatus);
    }

    [Fact]
    public async Task Audio_still_on_its_way_to_a_session_that_is_ending_is_no_mistake()
    {
        await using var server = await TestServer.StartAsync();
        var busy = new TaskCompletionSource();
        server.Recognizer.Before = (_, _) => busy.Task;
        using var client = await TestClient.StartAsync(server);
        await client.SpeakAsync(Spoken.Words("hello world."));
        await client.NextAsync("speech.started");

        var stopped = server.Hub.StopAsync(TestContext.Current.CancellationToken);
        await client.NextAsync("speech.ended");
        for (var i = 0; i < 150; i++)
        {
            await client.SpeakAsync(Spoken.Silence(0.01));
        }

        busy.SetResult();
        await stopped;

        Assert.Equal(["shutting_down"], (await client.RestAsync()).Where(e => e.Is("error")).Select(e => e.Some("code")).ToArray());
    }

    [Fact]
    public async Task A_connection_without_a_session_is_closed_at_once()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.ConnectAsync(server);

        var stopped = server.StopAsync();

        Assert.Equal("shutting_down", Assert.Single(await client.RestAsync()).Text("code"));
        Assert.Equal(4001, (int?)client.CloseStatus);
        client.Abort();
        await stopped;
    }

    [Fact]
    public async Task No_session_starts_on_a_server_that_stops()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.ConnectAsync(server);
        await server.Hub.StopAsync(TestContext.Current.CancellationToken);

        await client.SayAsync("""{"type":"session.start"}""");

        Assert.Equal("shutting_down", Assert.Single(await client.RestAsync()).Text("code"));
        Assert.Equal(4001, (int?)client.CloseStatus);
    }
}
