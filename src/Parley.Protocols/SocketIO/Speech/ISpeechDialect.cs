using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Protocols.SocketIO.SocketIo;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>How a session's events are said to a client. Pure.</summary>
internal interface ISpeechDialect
{
    /// <summary>The event that a client gets; null: this one is not said.</summary>
    SocketPayload? Write(SessionView session, LoggedEvent logged);
}
