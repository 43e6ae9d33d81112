using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Server.Support;
using Parley.Server.Tests.Clients;
using Parley.Testing;

namespace Parley.Server.Cluster;

/// <summary>A session lives on one node; whoever asks another one for it, on whatever protocol, reads the same.</summary>
[Collection(ClientCollection.Name)]
public sealed class CrossNodeReaderTests : IAsyncLifetime
{
    private static readonly byte[] Half = Spoken.S16Le(Spoken.Words("the quick brown fox"), Spoken.Silence(1));

    private RedisServer _redis = null!;
    private TestServer _here = null!;
    private TestServer _there = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _here = await TestServer.StartAsync(("Cluster:Redis", _redis.Connection), ("Cluster:TimeoutMs", "5000"));
        _there = await TestServer.StartAsync(("Cluster:Redis", _redis.Connection), ("Cluster:TimeoutMs", "5000"));
    }

    public async ValueTask DisposeAsync()
    {
        await _there.DisposeAsync();
        await _here.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Readers_on_every_protocol_follow_a_session_of_another_node_to_its_end()
    {
        using var made = await _here.Client.PostAsJsonAsync("v1/sessions", new { mode = "batch" }, Patience.Token());
        var id = made.Headers.Location!.ToString().Split('/')[^1];
        await SayAsync(id, Half);
        using var webSocket = await Speaker.FollowAsync(_there.Address, id);
        await webSocket.NextAsync("transcript.final");
        var server = _there.Address.ToString();
        var socketIo = ClientScript.CallAsync("socket-io.mjs", "follow", new JsonObject { ["server"] = server, ["session"] = id });
        var grpc = ClientScript.CallAsync("grpc.mjs", "follow", new JsonObject { ["server"] = _there.Grpc, ["session"] = id });
        var events = _there.Client.GetStringAsync(new Uri($"v1/sessions/{id}/events", UriKind.Relative), Patience.Token());

        await SayAsync(id, Half);
        using var ended = await _here.Client.DeleteAsync(new Uri($"v1/sessions/{id}", UriKind.Relative), Patience.Token());
        var own = Events(await _here.Client.GetStringAsync(new Uri($"v1/sessions/{id}/events", UriKind.Relative), Patience.Token()));

        Assert.Equal(2, own.Count(one => one.EndsWith("transcript.final", StringComparison.Ordinal)));
        Assert.Equal(own, Events(await events));
        Assert.Equal(own, (await socketIo).GetProperty("events").EnumerateArray()
            .Where(one => one.GetProperty("value").TryGetProperty("seq", out _))
            .Select(one => $"{one.GetProperty("value").GetProperty("seq")} {one.GetProperty("name")}"));
        var read = await grpc;
        Assert.Equal("OK", read.GetProperty("status").GetProperty("code").GetString());
        Assert.Equal(own, read.GetProperty("events").EnumerateArray()
            .Select(one => $"{one.GetProperty("seq")} {one.EnumerateObject().First(field => field.Value.ValueKind == JsonValueKind.Object).Name.Replace('_', '.')}"));

        // It had read up to the first final.
        var rest = (await webSocket.EventsAsync()).Select(one => $"{one.GetProperty("seq")} {one.GetProperty("type")}").ToList();
        Assert.Equal(own.SkipWhile(one => !one.EndsWith("transcript.final", StringComparison.Ordinal)).Skip(1), rest);
    }

    [Fact]
    public async Task A_link_that_one_node_gave_is_good_at_another()
    {
        using var made = await _here.Client.PostAsJsonAsync("v1/sessions", new { mode = "batch" }, Patience.Token());
        var id = made.Headers.Location!.ToString().Split('/')[^1];
        await SayAsync(id, Half);
        using var shared = await _here.Client.PostAsync(new Uri($"v1/sessions/{id}/share", UriKind.Relative), null, Patience.Token());
        var path = (await shared.Content.ReadFromJsonAsync<JsonElement>(Patience.Token())).GetProperty("events").GetString()!;
        var events = _there.Client.GetStringAsync(new Uri(path[1..], UriKind.Relative), Patience.Token());

        using var ended = await _here.Client.DeleteAsync(new Uri($"v1/sessions/{id}", UriKind.Relative), Patience.Token());

        Assert.Equal(Events(await _here.Client.GetStringAsync(new Uri($"v1/sessions/{id}/events", UriKind.Relative), Patience.Token())), Events(await events));
    }

    private static List<string> Events(string stream) =>
        [.. stream.Split("\n\n").Where(one => one.Contains("\nid:", StringComparison.Ordinal) || one.StartsWith("id:", StringComparison.Ordinal)).Select(Line)];

    private static string Line(string block)
    {
        var fields = block.Split('\n').Select(line => line.Split(':', 2)).Where(pair => pair[0].Length > 0).ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.Ordinal);
        return $"{fields["id"]} {fields["event"]}";
    }

    private async Task SayAsync(string session, byte[] audio)
    {
        using var body = new ByteArrayContent(audio);
        using var answer = await _here.Client.PostAsync(new Uri($"v1/sessions/{session}/audio", UriKind.Relative), body, Patience.Token());
        Assert.True(answer.IsSuccessStatusCode);
    }
}
