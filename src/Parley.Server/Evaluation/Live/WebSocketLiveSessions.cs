using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Events;
using Parley.Failures;

namespace Parley.Server.Evaluation.Live;

/// <summary>Live sessions on a running server, over its WebSocket protocol: what is measured is what a client gets.</summary>
/// <param name="address">ws:// or wss://, with the path.</param>
internal sealed class WebSocketLiveSessions(Uri address, string? model, int? silenceMs) : ILiveSessions
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    public async Task<Outcome<ILiveSession>> OpenAsync(string language, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(ConnectTimeout);
            await socket.ConnectAsync(address, limit.Token);
            await socket.SendAsync(Start(language), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
            return Outcome.Of<ILiveSession>(new WebSocketLiveSession(socket));
        }
        catch (Exception broken) when (broken is WebSocketException
            || (broken is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            socket.Dispose();
            return new ParleyError(ErrorCodes.Internal, $"{address} cannot be reached: {broken.InnerException?.Message ?? broken.Message}");
        }
    }

    private byte[] Start(string language)
    {
        var start = new JsonObject
        {
            ["type"] = "session.start",
            ["language"] = language,
            ["mode"] = "stream",
            ["input"] = new JsonObject { ["encoding"] = "s16le", ["rate"] = 16_000, ["channels"] = 1 },
        };
        if (model is not null)
        {
            start["model"] = model;
        }

        if (silenceMs is { } silence)
        {
            start["endpointing"] = new JsonObject { ["silence_ms"] = silence };
        }

        return JsonSerializer.SerializeToUtf8Bytes(start);
    }

    private sealed class WebSocketLiveSession(ClientWebSocket socket) : ILiveSession
    {
        private const int LargestMessage = 1 << 20;

        public ValueTask SendAsync(ReadOnlyMemory<byte> samples, CancellationToken cancellation) =>
            WriteAsync(samples, WebSocketMessageType.Binary, cancellation);

        public ValueTask EndAsync(CancellationToken cancellation) =>
            WriteAsync("""{"type":"session.end"}"""u8.ToArray(), WebSocketMessageType.Text, cancellation);

        public async IAsyncEnumerable<SessionEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            var buffer = new byte[LargestMessage];
            while (await ReceiveAsync(buffer, cancellation) is { } length and >= 0)
            {
                if (WireEvents.Parse(buffer.AsMemory(0, length)) is { } said)
                {
                    yield return said;
                }
            }
        }

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }

        private async ValueTask WriteAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type, CancellationToken cancellation)
        {
            // After the server's close there is nobody to send to; the reader says why.
            if (socket.State == WebSocketState.Open)
            {
                await Guarded(socket.SendAsync(message, type, endOfMessage: true, cancellation));
            }
        }

        /// <summary>The next text message's length; −1 when the server closed.</summary>
        private async ValueTask<int> ReceiveAsync(byte[] buffer, CancellationToken cancellation)
        {
            for (var length = 0; length < buffer.Length;)
            {
                var received = await Guarded(socket.ReceiveAsync(buffer.AsMemory(length), cancellation));
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    await Guarded(new ValueTask(socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation)));
                    return socket.CloseStatus is WebSocketCloseStatus.NormalClosure ? -1 : throw Closed();
                }

                length += received.Count;
                if (received.EndOfMessage)
                {
                    return length;
                }
            }

            throw new ParleyException(new ParleyError(ErrorCodes.Internal, $"The server sent a message over {LargestMessage} bytes."));
        }

        private ParleyException Closed() => new(new ParleyError(
            ErrorCodes.SessionEnded, $"The server closed the connection: {(int?)socket.CloseStatus} {socket.CloseStatusDescription}"));

        private static async ValueTask<T> Guarded<T>(ValueTask<T> work)
        {
            try
            {
                return await work;
            }
            catch (WebSocketException broken)
            {
                throw new ParleyException(new ParleyError(ErrorCodes.Internal, $"The connection broke: {broken.Message}"), broken);
            }
        }

        private static async ValueTask Guarded(ValueTask work)
        {
            try
            {
                await work;
            }
            catch (WebSocketException broken)
            {
                throw new ParleyException(new ParleyError(ErrorCodes.Internal, $"The connection broke: {broken.Message}"), broken);
            }
        }
    }
}
