using System.Collections.Concurrent;
using System.Text.Json;
using Parley.Server.Support;
using SocketIOClient;
using SocketIOClient.Transport;

namespace Parley.Server.Tests.Clients;

/// <summary>The NuGet package <c>SocketIOClient</c>, as it is, against the server.</summary>
[Collection(ClientCollection.Name)]
public sealed class SocketIoDotNetTests
{
    [Theory]
    [InlineData(TransportProtocol.Polling, false)]
    [InlineData(TransportProtocol.WebSocket, false)]
    [InlineData(TransportProtocol.Polling, true)]
    public async Task It_speaks_a_session(TransportProtocol transport, bool upgrade)
    {
        await using var server = await TestServer.StartAsync();
        using var client = new SocketIOClient.SocketIO(server.Address, new SocketIOOptions
        {
            Transport = transport, AutoUpgrade = upgrade, Reconnection = false,
        });
        var finals = new ConcurrentQueue<string>();
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.OnConnected += (_, _) => connected.TrySetResult();
        client.On("transcript.final", said => finals.Enqueue(said.GetValue<JsonElement>().GetProperty("text").GetString()!));
        client.On("session.ended", _ => ended.TrySetResult());
        await client.ConnectAsync();
        await connected.Task.WaitAsync(Patience.Token());

        var started = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await client.EmitAsync("session.start", reply => started.TrySetResult(reply.GetValue<JsonElement>()), new { language = "en" });
        Assert.True((await started.Task.WaitAsync(Patience.Token())).GetProperty("ok").GetBoolean());
        foreach (var chunk in SpokenSamples.Bytes.Chunk(6_400))
        {
            await client.EmitAsync("audio", chunk);
        }

        await client.EmitAsync("session.end");
        await ended.Task.WaitAsync(Patience.Token());

        Assert.Equal(["hello world.", "the quick brown fox"], finals);
        await client.DisconnectAsync();
    }
}
