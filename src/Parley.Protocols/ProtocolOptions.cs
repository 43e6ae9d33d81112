using Parley.Protocols.Grpc;
using Parley.Protocols.HttpSessions;
using Parley.Protocols.OpenAi;
using Parley.Protocols.OpenAi.Realtime;
using Parley.Protocols.OpenAi.Speech;
using Parley.Protocols.SocketIO.Speech;
using Parley.Protocols.Voices;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols;

/// <summary>The limits of every protocol.</summary>
public sealed class ProtocolOptions
{
    /// <summary>Live sessions over WebSocket.</summary>
    public SessionProtocolOptions Sessions { get; set; } = new();

    /// <summary>Live sessions over HTTP.</summary>
    public HttpSessionOptions HttpSessions { get; set; } = new();

    /// <summary>Live sessions over Socket.IO.</summary>
    public SocketIoProtocolOptions SocketIo { get; set; } = new();

    /// <summary>Recorded files over HTTP.</summary>
    public FileProtocolOptions Files { get; set; } = new();

    /// <summary>Texts that are spoken over HTTP.</summary>
    public SpeechOptions Speech { get; set; } = new();

    /// <summary>Voice profiles.</summary>
    public VoiceProfileOptions Voices { get; set; } = new();

    /// <summary>OpenAI's realtime wire.</summary>
    public RealtimeOptions Realtime { get; set; } = new();

    /// <summary>Calls over gRPC.</summary>
    public GrpcProtocolOptions Grpc { get; set; } = new();
}
