using System.Text.Json;
using Parley.Audio;
using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.SocketIO.SocketIo;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>
/// What simple pages send: a value, or an object with it and with fields of their own, which are ignored. Pure; whatever
/// the value, it answers.
/// </summary>
internal static class PlainFields
{
    private const int DefaultRate = 16_000;

    /// <summary><c>start</c>: language, encoding, sample_rate, channels, each optional.</summary>
    public static Outcome<SessionOptions> Options(JsonElement value, SessionOptions defaults)
    {
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return defaults;
        }

        var format = AudioFormat.Parse(
            Text(value, "encoding") ?? "s16le",
            Whole(value, "sample_rate") ?? Whole(value, "sampleRate") ?? DefaultRate,
            Whole(value, "channels") ?? 1);
        return format.Succeeded
            ? defaults with { Language = Text(value, "language") ?? defaults.Language, Input = format.Value }
            : format.Error;
    }

    /// <summary>A language by itself, or in an object.</summary>
    public static Outcome<string> Language(JsonElement value) =>
        (value.ValueKind == JsonValueKind.String ? Read(value, text => text.GetString()) : Text(value, "language")) is { } language
            ? language
            : ParleyError.Invalid("language", "'language' is missing: a BCP-47 tag such as en, or an object that has it.");

    /// <summary>Audio as bytes or base64, by itself or as <c>audio</c> in an object.</summary>
    public static Outcome<ReadOnlyMemory<byte>> Audio(SocketArguments arguments)
    {
        var value = arguments[0];
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("audio", out var field))
        {
            value = field;
        }

        if (arguments.TryGetBytes(value, out var bytes))
        {
            return bytes;
        }

        return value.ValueKind == JsonValueKind.String && Read(value, text => text.TryGetBytesFromBase64(out var decoded) ? decoded : null) is { } audio
            ? (ReadOnlyMemory<byte>)audio
            : ParleyError.Invalid("audio", "'audio' must be binary or base64.", ErrorCodes.InvalidAudio);
    }

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String
            ? Read(field, text => text.GetString())
            : null;

    private static int? Whole(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Number
        && field.TryGetInt32(out var number)
            ? number
            : null;

    private static T? Read<T>(JsonElement text, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            return read(text);
        }
        catch (InvalidOperationException)
        {
            // An escape that is half of a surrogate pair.
            return null;
        }
    }
}
