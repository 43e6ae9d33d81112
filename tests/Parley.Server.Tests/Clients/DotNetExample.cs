using System.Text.Json;
using SocketIOClient;

namespace Parley.Server.Tests.Clients;

/// <summary>What <c>docs/socketio.md</c> shows of .NET; a test holds the two together.</summary>
internal static class DotNetExample
{
    public static async Task<IReadOnlyList<string>> TranscribeAsync(Uri server, byte[] samples, CancellationToken cancellation)
    {
        var finals = new List<string>();
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new SocketIOClient.SocketIO(server, new SocketIOOptions { Reconnection = false });
        client.OnConnected += (_, _) => connected.TrySetResult();
        client.On("transcript.final", said => finals.Add(said.GetValue<JsonElement>().GetProperty("text").GetString()!));
        client.On("session.ended", _ => ended.TrySetResult());
        await client.ConnectAsync();
        await connected.Task.WaitAsync(cancellation);
        await client.EmitAsync("session.start", new { language = "en" });
        foreach (var chunk in samples.Chunk(6_400))
        {
            await client.EmitAsync("audio", chunk);
        }

        await client.EmitAsync("session.end");
        await ended.Task.WaitAsync(cancellation);
        await client.DisconnectAsync();
        return finals;
    }
}
