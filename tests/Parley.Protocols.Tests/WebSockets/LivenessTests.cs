using Parley.Events;
using Parley.Testing;

namespace Parley.Protocols.Tests.WebSockets;

/// <summary>Who is gone, who is idle, who is too slow, and who only waits for the server.</summary>
public sealed class LivenessTests
{
    private const int PongOpcode = 10;

    [Fact]
    public async Task The_server_pings_every_two_seconds()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.UpgradeAsync(server);
        await StartAsync(client);

        server.Time.Advance(TimeSpan.FromSeconds(1.9));
        await client.SendAsync(RawClient.Text("?"));
        Assert.Equal("invalid_json", (await client.ReadAsync())!.Json.Text("code"));
        server.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True((await client.ReadAsync())!.IsPing);
        server.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.True((await client.ReadAsync())!.IsPing);
    }

    [Fact]
    public async Task A_client_that_answers_nothing_is_gone_within_five_seconds_and_its_session_is_abandoned()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.UpgradeAsync(server);
        var id = await StartAsync(client);
        var session = server.Hub.Find(id).Value!;

        await server.Time.UntilAsync(() => session.Completion.IsCompleted, TimeSpan.FromSeconds(5));

        // Five seconds from when the server listens, which it may do a while after it said that the session began.
        Assert.InRange(server.Time.GetElapsedTime(0), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30));

        var last = session.Events.ReadAsync(session.Events.Last - 1, TestContext.Current.CancellationToken);
        Assert.Equal(new SessionEnded(SessionEndReason.Abandoned), (await last.SingleAsync(TestContext.Current.CancellationToken)).Event);
    }

    [Fact]
    public async Task A_client_that_answers_pings_stays()
    {
        await using var server = await TestServer.StartAsync(options => options.Sessions = new()
        {
            ClientTimeout = TimeSpan.FromSeconds(51), IdleTimeout = TimeSpan.FromHours(1),
        });
        using var client = await RawClient.UpgradeAsync(server);
        await StartAsync(client);

        for (var seconds = 0; seconds < 120; seconds += 2)
        {
            server.Time.Advance(TimeSpan.FromSeconds(2));
            Assert.True((await client.ReadAsync())!.IsPing);
            await client.SendAsync(RawClient.Frame(PongOpcode, []));
        }

        await client.SendAsync(RawClient.Text("?"));
        Assert.Equal("invalid_json", (await client.ReadAsync())!.Json.Text("code"));
    }

    [Fact]
    public async Task A_client_held_back_because_its_session_is_busy_is_not_taken_for_gone()
    {
        await using var server = await TestServer.StartAsync();
        var busy = new TaskCompletionSource();
        server.Recognizer.Before = (_, _) => busy.Task;
        using var client = await TestClient.StartAsync(server, "\"mode\":\"batch\"");
        var id = (await client.NextAsync("session.started")).Some("session_id");

        // Four utterances wait for the engine, ten seconds of audio and a message wait for them, and the rest waits in the connection.
        const int Utterances = 20;
        const int Pending = 4;
        const int Held = 11;
        for (var i = 0; i < Pending; i++)
        {
            await client.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        }

        await server.Recognizer.AskedAsync(requests => requests.Count == Pending, TestContext.Current.CancellationToken);
        for (var i = Pending; i < Utterances; i++)
        {
            await client.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        }

        await client.SayAsync("""{"type":"session.end"}""");
        var session = server.Hub.Find(id).Value!;
        await Eventually.TrueAsync(() => session.Received >= Held * 24_000);
        for (var seconds = 0; seconds < 120; seconds++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(Held * 24_000, session.Received);
        busy.SetResult();
        var events = await client.RestAsync();
        Assert.Equal(Utterances, events.Count(e => e.Is("transcript.final")));
        Assert.Equal("completed", events[^1].Text("reason"));
    }

    [Fact]
    public async Task A_client_that_was_not_heard_because_the_server_stood_still_is_not_taken_for_gone()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.UpgradeAsync(server);
        await StartAsync(client);

        for (var i = 0; i < 3; i++)
        {
            server.Time.Freeze(TimeSpan.FromSeconds(20));
            await client.SendAsync(RawClient.Text("?"));
            Assert.Equal("invalid_json", (await PastPingsAsync(client)).Json.Text("code"));
        }
    }

    [Fact]
    public async Task A_client_that_says_nothing_for_a_minute_is_sent_away()
    {
        await using var server = await TestServer.StartAsync(options => options.Sessions = new() { ClientTimeout = TimeSpan.FromHours(1) });
        using var client = await RawClient.UpgradeAsync(server);
        await StartAsync(client);

        server.Time.Advance(TimeSpan.FromSeconds(59));
        await client.SendAsync(RawClient.Frame(9, "still there"u8));
        var said = await PastPingsAsync(client);
        Assert.Equal(PongOpcode, said.Opcode);
        server.Time.Advance(TimeSpan.FromSeconds(1));

        said = await PastPingsAsync(client);
        Assert.Equal("idle_timeout", said.Json.Text("code"));
        Assert.True(said.Json.GetProperty("retry").GetBoolean());
        Assert.Equal(4008, (await PastPingsAsync(client)).CloseCode);
    }

    [Fact]
    public async Task A_client_that_waits_for_its_finals_is_not_idle()
    {
        await using var server = await TestServer.StartAsync(options => options.Sessions = new() { ClientTimeout = TimeSpan.FromHours(1) });
        var busy = new TaskCompletionSource();
        server.Recognizer.Before = (_, _) => busy.Task;
        using var client = await TestClient.StartAsync(server);
        await client.SpeakAsync(Spoken.Words("hello world."));
        await client.SayAsync("""{"type":"session.end"}""");
        await client.NextAsync("speech.ended");

        server.Time.Advance(TimeSpan.FromMinutes(2));
        busy.SetResult();

        Assert.Equal("hello world.", (await client.NextAsync("transcript.final")).Text("text"));
    }

    [Fact]
    public async Task A_reader_too_slow_for_ten_seconds_is_cut_off_and_told_so_if_it_reads_on()
    {
        await using var server = await TestServer.StartAsync(
            options => options.Sessions = new() { ClientTimeout = TimeSpan.FromHours(1), CloseTimeout = TimeSpan.FromHours(2) });
        using var speaker = await TestClient.StartAsync(server);
        var id = (await speaker.NextAsync("session.started")).Some("session_id");
        using var reader = await RawClient.UpgradeAsync(server, $"/v1/sessions/{id}", receiveBuffer: 256 * 1024);

        // More than the system takes in for a client that does not read.
        for (var i = 0; i < 300; i++)
        {
            server.Hub.Find(id).Value!.Events.Append(new Notice("test", new string('x', 60_000)));
        }

        await server.Time.UntilAsync(
            () => server.Time.Pending.Any(due => due > TimeSpan.FromMinutes(90)), TimeSpan.FromSeconds(30));

        var said = await reader.RestAsync();
        Assert.Equal("reader_too_slow", said[^2].Json.Text("code"));
        Assert.True(said[^2].Json.GetProperty("retry").GetBoolean());
        Assert.Equal(4013, said[^1].CloseCode);
        Assert.Equal(1, server.Hub.Running);
    }

    private static async Task<string> StartAsync(RawClient client)
    {
        await client.SendAsync(RawClient.Text("""{"type":"session.start"}"""));
        return (await client.ReadAsync())!.Json.Some("session_id");
    }

    private static async Task<ServerSaid> PastPingsAsync(RawClient client)
    {
        while (true)
        {
            var said = await client.ReadAsync() ?? throw new InvalidOperationException("The connection ended.");
            if (!said.IsPing)
            {
                return said;
            }
        }
    }
}
