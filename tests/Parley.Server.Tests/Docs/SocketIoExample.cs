using System.Text.Json;
using SocketIOClient;

namespace Parley.Server.Docs;

/// <summary>What <c>docs/socketio.md</c> shows of .NET; a test holds the two together.</summary>
internal static class SocketIoExample
{
    public static async Task RunAsync(Uri server, ReadOnlyMemory<byte> samples, Screen screen)
    {
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new SocketIOClient.SocketIO(server, new SocketIOOptions { Reconnection = false });
        client.OnConnected += (_, _) => connected.TrySetResult();
        client.On("transcript.final", said => screen.WriteLine(said.GetValue<JsonElement>().GetProperty("text").GetString()!));
        client.On("session.ended", _ => ended.TrySetResult());
        await client.ConnectAsync();
        await connected.Task;
        await client.EmitAsync("session.start", new { language = "en" });
        foreach (var chunk in samples.ToArray().Chunk(6_400))
        {
            await client.EmitAsync("audio", chunk);
        }

        await client.EmitAsync("session.end");
        await ended.Task;
        await client.DisconnectAsync();
    }
}
