using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Parley.Protocols.Tests.WebSockets;

/// <summary>Bytes on a socket: says what no WebSocket library would, and reads exactly what came back.</summary>
internal sealed class RawClient : IDisposable
{
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private NetworkStream? _stream;
    private bool _finished;

    /// <summary>The status line and headers of the server's answer.</summary>
    public string Head { get; private set; } = "";

    /// <param name="receiveBuffer">Bytes that the system takes in while this client does not read; 0: as usual.</param>
    public static async Task<RawClient> ConnectAsync(TestServer server, string request, int receiveBuffer = 0)
    {
        var client = new RawClient();
        if (receiveBuffer > 0)
        {
            client._socket.ReceiveBufferSize = receiveBuffer;
        }

        await client._socket.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
        client._stream = new NetworkStream(client._socket, ownsSocket: true) { ReadTimeout = 10_000 };
        await client.SendAsync(Encoding.ASCII.GetBytes(request));
        await client.ReadHeadAsync();
        return client;
    }

    public static Task<RawClient> UpgradeAsync(TestServer server, string path = "/v1/sessions", int receiveBuffer = 0) =>
        ConnectAsync(server, Upgrade(path), receiveBuffer);

    public static string Upgrade(string path, string version = "13", string key = Key) =>
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"
        + $"Sec-WebSocket-Version: {version}\r\nSec-WebSocket-Key: {key}\r\n\r\n";

    /// <summary>One frame as a client should send it: masked.</summary>
    public static byte[] Frame(int opcode, ReadOnlySpan<byte> payload, bool final = true, int reserved = 0)
    {
        byte[] mask = [1, 2, 3, 4];
        var frame = new List<byte> { (byte)((final ? 0x80 : 0) | (reserved << 4) | opcode) };
        if (payload.Length < 126)
        {
            frame.Add((byte)(0x80 | payload.Length));
        }
        else
        {
            frame.Add(0x80 | 127);
            var length = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
            frame.AddRange(length);
        }

        frame.AddRange(mask);
        for (var i = 0; i < payload.Length; i++)
        {
            frame.Add((byte)(payload[i] ^ mask[i % 4]));
        }

        return [.. frame];
    }

    public static byte[] Text(string json) => Frame(1, Encoding.UTF8.GetBytes(json));

    public Task SendAsync(byte[] bytes) => _stream!.WriteAsync(bytes, TestContext.Current.CancellationToken).AsTask();

    /// <summary>No more bytes from here; what the server still says can be read.</summary>
    public void Finish()
    {
        _finished = true;
        _socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Resets the connection.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, 0);
        _socket.Close();
    }

    /// <summary>The next frame; null at the end of the connection. A reset throws.</summary>
    public async Task<ServerSaid?> ReadAsync()
    {
        var head = new byte[2];
        if (!await FillAsync(head))
        {
            return null;
        }

        var length = head[1] & 0x7F;
        if (length == 126)
        {
            var wide = new byte[2];
            await FillAsync(wide);
            length = BinaryPrimitives.ReadUInt16BigEndian(wide);
        }
        else if (length == 127)
        {
            var wide = new byte[8];
            await FillAsync(wide);
            length = (int)BinaryPrimitives.ReadInt64BigEndian(wide);
        }

        var payload = new byte[length];
        await FillAsync(payload);
        return new ServerSaid(head[0] & 0x0F, payload);
    }

    /// <summary>Everything to the end of the connection.</summary>
    public async Task<List<ServerSaid>> RestAsync()
    {
        var rest = new List<ServerSaid>();
        while (await ReadAsync() is { } frame)
        {
            rest.Add(frame);
            if (frame.Opcode == 8 && !_finished)
            {
                // As a client should: answer the close, and end this side.
                await SendAsync(Frame(8, frame.Payload.AsSpan(0, 2)));
                Finish();
            }
        }

        return rest;
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _socket.Dispose();
    }

    private async Task ReadHeadAsync()
    {
        var head = new List<byte>();
        var next = new byte[1];
        while (!Encoding.ASCII.GetString([.. head]).EndsWith("\r\n\r\n", StringComparison.Ordinal) && await FillAsync(next))
        {
            head.Add(next[0]);
        }

        Head = Encoding.ASCII.GetString([.. head]);
    }

    private async Task<bool> FillAsync(byte[] buffer)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        for (var read = 0; read < buffer.Length;)
        {
            var part = await _stream!.ReadAsync(buffer.AsMemory(read), patience.Token);
            if (part == 0)
            {
                return false;
            }

            read += part;
        }

        return true;
    }
}

/// <summary>A frame from the server.</summary>
internal sealed record ServerSaid(int Opcode, byte[] Payload)
{
    public bool IsPing => Opcode == 9;

    public int CloseCode => Opcode == 8 ? BinaryPrimitives.ReadUInt16BigEndian(Payload) : throw new InvalidOperationException("No close.");

    public JsonElement Json => JsonDocument.Parse(Payload).RootElement;
}
