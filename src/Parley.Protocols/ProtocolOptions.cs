using Parley.Protocols.OpenAi;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols;

/// <summary>The limits of every protocol.</summary>
public sealed class ProtocolOptions
{
    /// <summary>Live sessions over WebSocket.</summary>
    public SessionProtocolOptions Sessions { get; set; } = new();

    /// <summary>Recorded files over HTTP.</summary>
    public FileProtocolOptions Files { get; set; } = new();
}
