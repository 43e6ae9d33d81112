using Parley.Failures;

namespace Parley.Protocols.WebSockets;

/// <summary>What a connection refuses, in words.</summary>
internal static class SessionErrors
{
    public static ParleyError ShuttingDown { get; } =
        new(ErrorCodes.ShuttingDown, "The server is stopping.") { Retry = true };

    public static ParleyError NotStarted { get; } = new(ErrorCodes.NotStarted, "The first message must be session.start or session.resume.");

    public static ParleyError AlreadyStarted { get; } =
        new(ErrorCodes.AlreadyStarted, "This connection's session has started; another one needs another connection.");

    public static ParleyError TakenOver { get; } =
        new(ErrorCodes.TakenOver, "Another connection has resumed this session.");

    public static ParleyError SessionEnded { get; } =
        new(ErrorCodes.SessionEnded, "The session was ended; it takes nothing more.");

    public static ParleyError ReadOnly { get; } =
        new(ErrorCodes.ReadOnly, "This connection follows a session; it takes no messages.");

    public static ParleyError EmptyChunk { get; } =
        ParleyError.Invalid("audio", "A chunk of audio has at least 1 byte.", ErrorCodes.InvalidAudio);

    public static ParleyError ChunkTooLarge(SessionProtocolOptions limits) =>
        ParleyError.Invalid("audio", $"A chunk of audio has at most {limits.MaxChunkBytes} bytes.", ErrorCodes.ChunkTooLarge);

    public static ParleyError Flood(SessionProtocolOptions limits) =>
        ParleyError.Invalid(
            "audio", $"A message is longer than {limits.MaxSkippedBytes} bytes; it was not read to its end.", ErrorCodes.ChunkTooLarge);

    public static ParleyError TextTooLarge(SessionProtocolOptions limits) =>
        new(ErrorCodes.MessageTooLarge, $"A text message has at most {limits.MaxTextBytes} bytes.");
}
