using Parley.Failures;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.Grpc.Speech;

/// <summary>What a call refuses, in words.</summary>
internal static class SpeechErrors
{
    public static ParleyError NotStarted { get; } = new(ErrorCodes.NotStarted, "The first message must be start or resume.");

    public static ParleyError AlreadyStarted { get; } =
        new(ErrorCodes.AlreadyStarted, "This call's session has started; another one needs another call.");

    public static ParleyError SessionEnded { get; } =
        new(ErrorCodes.SessionEnded, "end was sent; the session takes nothing more.");

    public static ParleyError NoMessage { get; } =
        ParleyError.Invalid("message", "A message is one of start, resume, audio, flush and end.", ErrorCodes.UnknownType);

    public static ParleyError MessageTooLarge(int limit) =>
        ParleyError.Invalid("message", $"A message has at most {limit} bytes.", ErrorCodes.MessageTooLarge);

    /// <param name="param">The field that holds the recording.</param>
    public static ParleyError RecordingTooLarge(string param, int limit) =>
        ParleyError.Invalid(param, $"A message with its recording has at most {limit} bytes; larger ones go over HTTP.", ErrorCodes.UploadTooLarge);

    public static ParleyError Failed { get; } =
        new(ErrorCodes.Internal, "The session failed; the server's log has the request id.") { Retry = true };

    public static ParleyError Idle(SessionProtocolOptions limits) =>
        new(ErrorCodes.IdleTimeout, $"No message came for {limits.IdleTimeout.TotalSeconds:0.#} s.") { Retry = true };

    public static ParleyError TooManyErrors(SessionProtocolOptions limits) =>
        new(ErrorCodes.TooManyErrors, $"{limits.MaxErrors} messages were refused in this call, its limit.");
}
