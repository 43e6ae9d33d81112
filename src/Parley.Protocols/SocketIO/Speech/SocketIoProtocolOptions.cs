using Parley.Protocols.SocketIO.EngineIo;
using Parley.Protocols.SocketIO.SocketIo;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>Sessions over Socket.IO; <c>docs/socketio.md</c> explains each.</summary>
public sealed record SocketIoProtocolOptions
{
    /// <summary>Whether it is served at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where, as clients name it.</summary>
    public string Path { get; init; } = "/socket.io/";

    public EngineIoOptions Engine { get; init; } = new();

    public SocketServerOptions Sockets { get; init; } = new();

    /// <summary>Says why a client may not connect; asked again when a lost one comes back. Null: everybody may.</summary>
    public Func<SocketHandshake, ValueTask<SocketRefusal?>>? Authorise { get; init; }

    /// <summary>Sessions of one client that may still be finishing when it starts another.</summary>
    public int MaxFinishing { get; init; } = 4;
}
