using Microsoft.AspNetCore.Http;
using Parley.Engine.Sessions;
using Parley.Failures;

namespace Parley.Protocols.HttpSessions;

/// <summary>What a session over HTTP refuses, in words.</summary>
internal static class HttpSessionErrors
{
    public static ParleyError AlwaysResumable { get; } =
        ParleyError.Invalid("resumable", "'resumable' must be true: over HTTP a session outlives each of its requests.");

    public static ParleyError NotResumable { get; } = new(
        ErrorCodes.NotResumable, "The session belongs to the connection that started it; it can only be read.") { Param = "id" };

    public static ParleyError NoSuchLink { get; } = new(
        ErrorCodes.SessionNotFound, "The link leads to no session, or to one that ended a while ago.") { Param = "link" };

    public static ParleyError Ended { get; } = new(ErrorCodes.SessionEnded, "The session takes nothing more.") { Param = "id" };

    public static ParleyError OptionsTooLarge(int limit) => ParleyError.Invalid(
        "body", $"The body has at most {limit} bytes.", ErrorCodes.MessageTooLarge);

    public static ParleyError Position(string text) =>
        ParleyError.Invalid("position", $"'{Shorten(text)}' is no position; it is the number of a sample, from 0.");

    public static ParleyError After(string param, string text) =>
        ParleyError.Invalid(param, $"'{Shorten(text)}' is not the sequence number of an event.");

    public static ParleyError Busy(TimeSpan retry) => new(
        ErrorCodes.UploadInProgress, "Other audio of this session is still arriving; one request at a time may send it.")
    {
        Retry = true,
        RetryAfterMs = (int)retry.TotalMilliseconds,
    };

    public static ParleyError Idle(TimeSpan limit) => new(
        ErrorCodes.IdleTimeout, $"No audio came for {limit.TotalSeconds:0.#} s; what came before is kept.") { Retry = true };

    /// <summary>To be sent again before anything that comes after it.</summary>
    public static ParleyError Missing(Session session) => new(
        ErrorCodes.AudioGap,
        $"The session came from another node, and the audio from {session.Received} to {session.EverReceived} did not: send it again first.")
    {
        Param = "position", Retry = true, From = session.Received, To = session.EverReceived,
    };

    public static ParleyError PacketTooLarge(int limit) =>
        ParleyError.Invalid("audio", $"An Opus packet is a request of its own, of at most {limit} bytes.", ErrorCodes.ChunkTooLarge);

    /// <param name="fault">Kestrel's word for a body that breaks off, is wrongly chunked, or drips in.</param>
    public static ParleyError Broken(IOException fault) => fault is BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }
        ? new ParleyError(ErrorCodes.IdleTimeout, "The body came too slowly.") { Retry = true }
        : new ParleyError(ErrorCodes.InvalidRequest, $"The body could not be read: {fault.Message}");

    private static string Shorten(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}
