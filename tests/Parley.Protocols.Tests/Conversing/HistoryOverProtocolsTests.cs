using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.Tests.Grpc.Speech;
using Parley.Protocols.Tests.HttpSessions;
using Parley.Protocols.Tests.SocketIO.Speech;
using Parley.Protocols.Tests.WebSockets;
using Parley.V1;

namespace Parley.Protocols.Tests.Conversing;

/// <summary>A session asks to be kept in the same words on every protocol; a server that keeps nothing says so by name.</summary>
public sealed class HistoryOverProtocolsTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("""{"text":true}""", "history_off", "history.text")]
    [InlineData("""{"audio":true}""", "history_off", "history.audio")]
    [InlineData("""{"text":"yes"}""", "invalid_request", "history.text")]
    [InlineData("""{"video":true}""", "invalid_request", "history.video")]
    [InlineData("true", "invalid_request", "history")]
    public async Task Over_WebSocket_HTTP_and_Socket_IO(string history, string code, string param)
    {
        using var client = await TestClient.ConnectAsync(_server);
        await client.SayAsync($$"""{"type":"session.start","history":{{history}}}""");
        var overWebSocket = await client.NextAsync("error");

        using var http = new HttpClient { BaseAddress = _server.Address };
        using var body = new StringContent($$"""{"history":{{history}}}""");
        using var answer = await http.PostAsync("/v1/sessions", body, TestContext.Current.CancellationToken);
        var overHttp = await HttpClientSession.JsonAsync(answer);

        using var socket = await SpeechClient.ConnectAsync(_server);
        await socket.EmitAsync("session.start", $$"""{"history":{{history}}}""");
        var overSocketIo = await socket.NextAsync("error");

        Assert.All(new[] { overWebSocket, overHttp, overSocketIo }, error => Assert.Equal((code, param), (error.Some("code"), error.Some("param"))));
        Assert.Equal(code is "history_off" ? 403 : 400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Over_gRPC()
    {
        using var call = await LiveCall.StartAsync(_server, new Options { History = new Parley.V1.History { Text = true, Audio = false } });

        var end = await call.EndAsync();

        Assert.Equal((GrpcCode.FailedPrecondition, "history_off", "history.text"), (end.Code, end.Error, end.Param));
    }

    [Fact]
    public async Task Whoever_asks_for_nothing_to_be_kept_is_served_everywhere()
    {
        using var client = await TestClient.StartAsync(_server, """ "history":{"text":false,"audio":false} """);
        using var session = await HttpClientSession.StartAsync(_server, """{"history":{"text":false}}""");
        using var call = await LiveCall.StartAsync(_server, new Options { History = new Parley.V1.History { Text = false } });

        Assert.NotNull(await call.NextAsync(StreamResponse.EventOneofCase.SessionStarted));
    }
}
