using System.Net;
using System.Text.Json;
using Parley.Server.Support;
using Parley.Testing;

namespace Parley.Server.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task While_the_models_load_it_lives_and_is_not_ready()
    {
        var loadable = new TaskCompletionSource();
        await using var server = await TestServer.StartLoadingAsync(loadable.Task);
        try
        {
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, "/health/live")).Status);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "loading\n"), await AskAsync(server, "/health/ready"));
            Assert.Equal("loading", Report((await AskAsync(server, "/health")).Body).GetProperty("models")[0].GetProperty("status").GetString());
        }
        finally
        {
            loadable.SetResult();
        }

        await server.State.Loaded.WaitAsync(Patience.Token());
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await AskAsync(server, "/health/ready"));
    }

    [Fact]
    public async Task A_client_that_comes_while_the_models_load_is_served_when_they_are()
    {
        var loadable = new TaskCompletionSource();
        await using var server = await TestServer.StartLoadingAsync(loadable.Task);
        var connecting = Speaker.ConnectAsync(server.Address);
        await AskAsync(server, "/health/live");
        Assert.False(connecting.IsCompleted);

        loadable.SetResult();

        using var speaker = await connecting;
        await speaker.SayAsync("""{"type":"session.start"}""");
        await speaker.NextAsync("session.started");
    }

    [Fact]
    public async Task The_report_counts_the_sessions_that_run()
    {
        await using var server = await TestServer.StartAsync(("Limits:MaxSessions", "5"));
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start"}""");
        await speaker.NextAsync("session.started");

        var report = Report((await AskAsync(server, "/health")).Body);

        Assert.Equal("ready", report.GetProperty("status").GetString());
        Assert.Equal(1, report.GetProperty("sessions").GetProperty("running").GetInt32());
        Assert.Equal(5, report.GetProperty("sessions").GetProperty("limit").GetInt32());
        Assert.Equal("moonshine-base", report.GetProperty("models")[0].GetProperty("name").GetString());
        Assert.True(report.GetProperty("models")[0].GetProperty("default").GetBoolean());
        Assert.True(report.GetProperty("uptime_seconds").GetDouble() > 0);
        Assert.NotEqual("", report.GetProperty("version").GetString());
    }

    [Fact]
    public async Task While_it_stops_it_lives_and_is_not_ready()
    {
        await using var server = await TestServer.StartAsync();
        server.Hold();
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start"}""");
        await speaker.SpeakAsync(Spoken.Words("one two three"));
        await speaker.NextAsync("speech.started");

        var stopping = server.App.StopAsync(Patience.Token());
        await Eventually.TrueAsync(() => server.State.Stopping);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "stopping\n"), await AskAsync(server, "/health/ready"));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, "/health/live")).Status);
        server.Release();
        await speaker.RestAsync();
        await stopping;
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(TestServer server, string path)
    {
        using var answer = await server.Client.GetAsync(path, Patience.Token());
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Patience.Token()));
    }

    private static JsonElement Report(string body) => JsonDocument.Parse(body).RootElement;
}
