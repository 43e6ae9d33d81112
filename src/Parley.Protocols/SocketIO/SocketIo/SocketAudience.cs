namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>Whom an event goes to. It is encoded once, however many they are.</summary>
public sealed class SocketAudience
{
    private readonly SocketNamespace _namespace;
    private readonly IReadOnlyCollection<string> _rooms;
    private readonly IReadOnlyCollection<ServerSocket> _except;

    internal SocketAudience(SocketNamespace name, IReadOnlyCollection<string> rooms, IReadOnlyCollection<ServerSocket> except) =>
        (_namespace, _rooms, _except) = (name, rooms, except);

    /// <summary>Without these.</summary>
    public SocketAudience Except(params ServerSocket[] sockets) => new(_namespace, _rooms, [.. _except, .. sockets]);

    public void Emit(SocketPayload payload)
    {
        var packet = _namespace.Encode(payload);
        foreach (var socket in _namespace.Members(_rooms))
        {
            if (!_except.Contains(socket))
            {
                socket.Deliver(packet);
            }
        }
    }
}
