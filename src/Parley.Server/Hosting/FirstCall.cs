using System.Net.WebSockets;
using Microsoft.AspNetCore.Hosting.Server;
using Parley.Server.Configuration;

namespace Parley.Server.Hosting;

/// <summary>
/// The server calls itself and asks for a session that there is not: the first client that comes from a dead node does not
/// wait until the way of a connection is compiled.
/// </summary>
internal static class FirstCall
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Whatever becomes of it, nobody is worse off.</summary>
    public static async Task PlaceAsync(IServer server, ListenerOptions listen, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var socket = new ClientWebSocket();
        try
        {
            var page = KestrelSetup.PageAddress(listen, server.BoundPorts(Uri.UriSchemeHttp)[0]);
            var host = page.IsLoopback ? "127.0.0.1" : page.Host;
            await socket.ConnectAsync(new UriBuilder("ws", host, page.Port, "/v1/sessions").Uri, limit.Token);
            await socket.SendAsync(
                """{"type":"session.resume","session_id":"s_none","after":0}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
            var answer = new byte[4096];
            while ((await socket.ReceiveAsync(answer.AsMemory(), limit.Token)).MessageType != WebSocketMessageType.Close)
            {
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (Exception unanswered) when (unanswered is WebSocketException or OperationCanceledException or IOException)
        {
            // It listens where it cannot reach itself, or is on its way down.
        }
    }
}
