using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parley.Protocols;
using Parley.Protocols.SocketIO.SocketIo;
using Parley.Server.Support;
using Parley.Testing;

namespace Parley.Server.Tests.Clients;

/// <summary>The npm package <c>socket.io-client</c>, as it is, against the server.</summary>
[Collection(ClientCollection.Name)]
public sealed class SocketIoJavaScriptTests
{
    private const string Script = "socket-io.mjs";

    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    public async Task It_speaks_a_session_over_either_transport(string transport)
    {
        await using var server = await TestServer.StartAsync();

        var said = await CallAsync(server, "session", ("transports", new JsonArray(transport)));

        Assert.Equal((transport, transport), (said.GetProperty("first").GetString(), said.GetProperty("transport").GetString()));
        AssertWhole(said);
    }

    [Fact]
    public async Task It_changes_over_to_WebSocket_in_the_middle_of_a_session()
    {
        await using var server = await TestServer.StartAsync();

        var said = await CallAsync(server, "session");

        Assert.Equal("websocket", said.GetProperty("transport").GetString());
        AssertWhole(said);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_does_what_a_simple_page_does(bool base64)
    {
        await using var server = await TestServer.StartAsync();

        var said = await CallAsync(server, "page", ("base64", base64));

        Assert.Equal("""{"text":"hello world.","is_final":true,"language":"en"}""", said.GetProperty("final").GetRawText());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("polling")]
    [InlineData("websocket")]
    public async Task It_reconnects_in_mid_sentence_and_nothing_is_lost_or_said_twice(string? transport)
    {
        var asked = new List<bool>();
        await using var server = await TestServer.StartAsync();
        Authorise(server, handshake =>
        {
            asked.Add(handshake.Recovering);
            return null;
        });

        var said = await CallAsync(
            server, "recovery", [.. transport is null ? [] : new (string, JsonNode)[] { ("transports", new JsonArray(transport)) }]);

        Assert.True(said.GetProperty("recovered").GetBoolean());
        Assert.True(said.GetProperty("same").GetBoolean());
        Assert.Equal([false, true], asked);
        Assert.Equal(2, said.GetProperty("asked").GetInt32());
        AssertWhole(said);
    }

    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    public async Task It_gets_the_last_final_and_the_reason_when_the_server_stops(string transport)
    {
        await using var server = await TestServer.StartAsync();
        var calling = CallAsync(server, "stopped", ("transports", new JsonArray(transport)));
        await Eventually.TrueAsync(() => server.Recognizer.Requests.Count > 0 || calling.IsCompleted);

        server.App.Lifetime.StopApplication();
        await server.App.StopAsync(TestContext.Current.CancellationToken);
        var events = (await calling).GetProperty("events").EnumerateArray().ToList();

        Assert.Contains(events, one => one.GetProperty("name").GetString() is "transcript.final");
        Assert.Equal(["session.ended", "error"], events[^2..].Select(one => one.GetProperty("name").GetString()));
        Assert.Equal("shutdown", events[^2].GetProperty("value").GetProperty("reason").GetString());
        Assert.Equal("shutting_down", events[^1].GetProperty("value").GetProperty("code").GetString());
    }

    [Fact]
    public async Task It_is_told_why_it_may_not_connect()
    {
        await using var server = await TestServer.StartAsync();
        Authorise(server, _ => new SocketRefusal("Not authorised", json =>
        {
            json.WriteStartObject();
            json.WriteString("code", "unauthorised");
            json.WriteEndObject();
        }));

        var error = await ClientScript.FailAsync(Script, "refused", Arguments(server, ("auth", new JsonObject { ["token"] = "wrong" })));

        Assert.Equal(("Not authorised", "unauthorised"), (error.GetProperty("message").GetString(), error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task It_is_told_that_a_namespace_is_not_there()
    {
        await using var server = await TestServer.StartAsync();

        var error = await ClientScript.FailAsync(Script, "namespace", Arguments(server, ("name", "/admin")));

        Assert.Equal("Invalid namespace", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task It_cannot_connect_where_Socket_IO_is_turned_off()
    {
        await using var server = await TestServer.StartAsync(("SocketIo:Enabled", "false"));

        var error = await ClientScript.FailAsync(Script, "namespace", Arguments(server, ("name", "/")));

        Assert.Equal("xhr poll error", error.GetProperty("message").GetString());
    }

    private static void AssertWhole(JsonElement said)
    {
        var events = said.GetProperty("events").EnumerateArray().ToList();
        var numbers = events.Select(one => one.GetProperty("value"))
            .Where(value => value.TryGetProperty("seq", out _))
            .Select(value => value.GetProperty("seq").GetInt64()).ToList();
        Assert.Equal(numbers.Distinct().Order(), numbers);
        Assert.DoesNotContain(events, one => one.GetProperty("name").GetString() is "error");
        Assert.Equal(
            ["hello world.", "the quick brown fox"],
            events.Where(one => one.GetProperty("name").GetString() is "transcript.final")
                .Select(one => one.GetProperty("value").GetProperty("text").GetString()));
    }

    private static void Authorise(TestServer server, Func<SocketHandshake, SocketRefusal?> authorise)
    {
        var options = server.App.Services.GetRequiredService<ProtocolOptions>();
        options.SocketIo = options.SocketIo with { Authorise = handshake => ValueTask.FromResult(authorise(handshake)) };
    }

    private static async Task<JsonElement> CallAsync(TestServer server, string call, params (string Name, JsonNode Value)[] more)
    {
        using var samples = new SpokenSamples();
        return await ClientScript.CallAsync(Script, call, Arguments(server, [.. more, ("file", samples.Path)]));
    }

    private static JsonObject Arguments(TestServer server, params (string Name, JsonNode Value)[] more)
    {
        var arguments = new JsonObject { ["server"] = server.Address.GetLeftPart(UriPartial.Authority) };
        foreach (var (name, value) in more)
        {
            arguments[name] = value;
        }

        return arguments;
    }
}
