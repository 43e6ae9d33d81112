using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;

namespace Parley.Protocols.Tests.Grpc;

/// <summary>A call over a real connection: frames go in and come out as a test says, right or wrong.</summary>
internal sealed class OpenCall : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true });
    private readonly PushContent _body = new();
    private readonly Task<HttpResponseMessage> _response;
    private readonly CancellationTokenSource _cancelled = new();
    private Stream? _messages;

    private OpenCall(Uri server, string path, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path))
        {
            Content = _body, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        _response = _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _cancelled.Token);
    }

    public static OpenCall Start(TestServer server, string path, params (string Name, string Value)[] headers) => new(server.Grpc, path, headers);

    /// <summary>One message in, the end of the client's side, everything out.</summary>
    public static async Task<(T? Message, CallEnd End)> UnaryAsync<T>(
        TestServer server, string path, IMessage request, params (string Name, string Value)[] headers)
        where T : class, IMessage<T>, new()
    {
        using var call = Start(server, path, headers);
        await call.SendAsync(request);
        call.Complete();
        var message = await call.NextAsync<T>();
        return (message, await call.EndAsync());
    }

    public Task SendAsync(IMessage message) => SendFrameAsync(message.ToByteArray());

    public Task SendFrameAsync(byte[] message, byte flag = 0)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame, 5);
        return SendBytesAsync(frame);
    }

    public async Task SendBytesAsync(byte[] bytes)
    {
        var limit = Limit();
        try
        {
            var stream = await _body.Stream.WaitAsync(limit);
            await stream.WriteAsync(bytes, limit);
            await stream.FlushAsync(limit);
        }
        catch (Exception over) when (over is IOException or OperationCanceledException && !limit.IsCancellationRequested)
        {
            // The server has ended the call and takes nothing more; how it ended is what the test asks.
        }
    }

    /// <summary>Closes the client's side.</summary>
    public void Complete() => _body.Done();

    /// <summary>Resets the call.</summary>
    public void Cancel()
    {
        _cancelled.Cancel();
        _body.Break();
    }

    public async Task<HttpResponseMessage> ResponseAsync() => await _response.WaitAsync(Limit());

    /// <summary>The next message; null after the last.</summary>
    public async Task<T?> NextAsync<T>()
        where T : class, IMessage<T>, new()
    {
        var frame = await FrameAsync();
        return frame is null ? null : new MessageParser<T>(() => new T()).ParseFrom(frame.Value.Message);
    }

    /// <summary>The next message as it travelled.</summary>
    public async Task<(bool Compressed, byte[] Message)?> FrameAsync()
    {
        _messages ??= await (await ResponseAsync()).Content.ReadAsStreamAsync(Limit());
        var header = new byte[5];
        if (await _messages.ReadAtLeastAsync(header, 5, throwOnEndOfStream: false, Limit()) == 0)
        {
            return null;
        }

        var message = new byte[BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(1))];
        await _messages.ReadExactlyAsync(message, Limit());
        return (header[0] == 1, message);
    }

    /// <summary>Every message that is left.</summary>
    public async Task<List<T>> RestAsync<T>()
        where T : class, IMessage<T>, new()
    {
        var rest = new List<T>();
        while (await NextAsync<T>() is { } message)
        {
            rest.Add(message);
        }

        return rest;
    }

    /// <summary>How the call ended; messages still unread are thrown away.</summary>
    public async Task<CallEnd> EndAsync()
    {
        var response = await ResponseAsync();
        if (response.Headers.Contains("grpc-status"))
        {
            return new CallEnd(response.Headers, TrailersOnly: true);
        }

        while (await FrameAsync() is not null)
        {
        }

        return new CallEnd(response.TrailingHeaders, TrailersOnly: false);
    }

    public void Dispose()
    {
        _body.Done();
        _client.Dispose();
        _cancelled.Dispose();
    }

    private static CancellationToken Limit() => CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(Patience).Token).Token;

    private sealed class PushContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Stream> Stream => _stream.Task;

        public void Done() => _done.TrySetResult();

        /// <summary>A body that fails is what makes the client reset a call whose answer has begun.</summary>
        public void Break() => _done.TrySetCanceled();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            // The headers go out before the first message.
            await stream.FlushAsync();
            _stream.SetResult(stream);
            await _done.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
