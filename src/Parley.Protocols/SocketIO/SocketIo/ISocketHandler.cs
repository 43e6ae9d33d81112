namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>What one socket's events mean. Calls come one after the other, except the last two.</summary>
public interface ISocketHandler
{
    /// <summary>
    /// An event. The next one waits for this one, and holds the client back when it takes long; so an acknowledgement
    /// cannot come before this is done.
    /// </summary>
    ValueTask OnEventAsync(SocketEvent said);

    /// <summary>The socket came back in time, with the events it had missed already on their way.</summary>
    void OnRecovered();

    /// <summary>The connection is lost; the socket may come back. What is sent meanwhile is kept for it, within limits.</summary>
    void OnLost();

    /// <summary>The socket is gone for good; the last call.</summary>
    void OnDisconnected(SocketEndReason reason);

    /// <summary>The server stops; completes when everything was said.</summary>
    Task OnStoppingAsync();
}

/// <summary>Why a socket is gone.</summary>
public enum SocketEndReason
{
    /// <summary>The client left the namespace.</summary>
    ClientLeft,

    /// <summary>The application sent it away.</summary>
    ServerLeft,

    /// <summary>Its connection ended, and it did not come back in time.</summary>
    ConnectionLost,
}
