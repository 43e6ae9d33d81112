using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>What a client that speaks needs of the server.</summary>
internal sealed record SpeechServices(
    SessionHub Hub, RecognizerCatalog Catalog, SessionProtocolOptions Limits, int MaxFinishing, TimeProvider Time);
