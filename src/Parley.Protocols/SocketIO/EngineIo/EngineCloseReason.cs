namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>Why a connection ended.</summary>
public enum EngineCloseReason
{
    /// <summary>The network connection ended.</summary>
    TransportClosed,

    /// <summary>The client said goodbye.</summary>
    ClientClosed,

    /// <summary>A ping was not answered in time.</summary>
    PingTimeout,

    /// <summary>The client broke the protocol.</summary>
    ParseError,

    /// <summary>The client sent more at once than it may.</summary>
    PayloadTooLarge,

    /// <summary>The client did not read, and too much waits for it.</summary>
    ReaderTooSlow,

    /// <summary>The application closed it.</summary>
    ServerClosed,

    /// <summary>The server stops.</summary>
    ServerStopping,

    /// <summary>The application failed.</summary>
    Fault,
}

internal static class EngineCloseReasons
{
    /// <summary>The WebSocket close code that says so (RFC 6455 §7.4.1).</summary>
    public static int Code(this EngineCloseReason reason) => reason switch
    {
        EngineCloseReason.ServerStopping => 1001,
        EngineCloseReason.ParseError => 1002,
        EngineCloseReason.PayloadTooLarge => 1009,
        EngineCloseReason.Fault => 1011,
        EngineCloseReason.ReaderTooSlow => 1013,
        _ => 1000,
    };
}
