using System.Text.Json;

namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>Something that a client said. Good until its handler is done.</summary>
public sealed class SocketEvent : IDisposable
{
    private readonly ServerSocket _socket;
    private readonly long? _id;
    private int _answered;

    internal SocketEvent(ServerSocket socket, AssembledPacket received)
    {
        (_socket, _id) = (socket, received.Packet.Id);
        Arguments = new SocketArguments(received.Packet.Json, received.Attachments, skipped: 1);
        var name = Arguments.Whole[0];
        Name = name.ValueKind == JsonValueKind.String ? name.GetString()! : name.GetRawText();
    }

    public string Name { get; }

    public SocketArguments Arguments { get; }

    /// <summary>Whether the client waits for an answer.</summary>
    public bool WantsAck => _id is not null;

    /// <summary>Answers, once; nothing happens when nobody asked.</summary>
    public void Ack(SocketPayload payload)
    {
        if (_id is { } id && Interlocked.Exchange(ref _answered, 1) == 0)
        {
            _socket.SendAck(id, payload);
        }
    }

    public void Dispose() => Arguments.Dispose();
}
