using Parley.Failures;

namespace Parley.Audio.Files;

/// <summary>What is said of a recording that cannot be used; the field is always <c>file</c>.</summary>
internal static class FileErrors
{
    public const string Accepted = "WAV, MP3, AAC, M4A/MP4, FLAC, Ogg, WebM and Matroska";

    public static ParleyError Empty => Invalid("The file is empty.");

    public static ParleyError Invalid(string message) => ParleyError.Invalid("file", message, ErrorCodes.InvalidAudio);

    public static ParleyError Unsupported(string message) =>
        ParleyError.Invalid("file", message, ErrorCodes.UnsupportedAudio);

    public static ParleyError TooLong(TimeSpan limit) =>
        ParleyError.Invalid("file", $"The audio is longer than the limit of {limit:c}.", ErrorCodes.AudioTooLong);

    /// <summary>Something of this server is missing or broken; the message says what mends it.</summary>
    public static ParleyError NotAvailable(string message) => new(ErrorCodes.Internal, message) { Param = "file" };
}
