using System.Text.Json;
using Parley.Failures;

namespace Parley.Protocols.OpenAi.Speech;

/// <summary>What a client wants spoken. Fields that are not known here are ignored.</summary>
internal sealed record SpeechRequest(string? Model, string Input, string? Voice, string? Language, SpeechFormat Format, double Speed, bool Events)
{
    private const double Slowest = 0.25;
    private const double Fastest = 4;

    /// <exception cref="ParleyException">A field is missing or not one that is accepted.</exception>
    public static SpeechRequest Parse(ReadOnlyMemory<byte> body, SpeechOptions limits)
    {
        using var json = ParseJson(body);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ParleyException(new ParleyError(ErrorCodes.InvalidJson, "The body must be a JSON object."));
        }

        return new SpeechRequest(
            Text(root, "model"), ReadInput(root, limits), ReadVoice(root), Text(root, "language"),
            ReadFormat(root), ReadSpeed(root), ReadEvents(root));
    }

    private static JsonDocument ParseJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException broken)
        {
            throw new ParleyException(new ParleyError(
                ErrorCodes.InvalidJson, $"The body is not JSON (line {broken.LineNumber + 1}, byte {broken.BytePositionInLine})."));
        }
    }

    private static string ReadInput(JsonElement root, SpeechOptions limits)
    {
        var input = Text(root, "input") ?? throw Invalid("input", "is missing: the text to speak.");
        if (string.IsNullOrWhiteSpace(input))
        {
            throw Invalid("input", "has no words.");
        }

        return input.Length <= limits.MaxCharacters
            ? input
            : throw Invalid("input", $"has {input.Length} characters; {limits.MaxCharacters} are the most.");
    }

    /// <summary>A name, or <c>{"id": name}</c>.</summary>
    private static string? ReadVoice(JsonElement root) =>
        root.TryGetProperty("voice", out var voice) && voice.ValueKind == JsonValueKind.Object ? Text(voice, "id") : Text(root, "voice");

    private static SpeechFormat ReadFormat(JsonElement root)
    {
        var name = Text(root, "response_format") ?? "mp3";
        return SpeechFormat.All.FirstOrDefault(format => string.Equals(format.Name, name, StringComparison.Ordinal))
            ?? throw Invalid("response_format", $"must be one of {string.Join(", ", SpeechFormat.All.Select(format => format.Name))}.");
    }

    private static double ReadSpeed(JsonElement root)
    {
        if (!root.TryGetProperty("speed", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return 1;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var speed) && speed is >= Slowest and <= Fastest
            ? speed
            : throw Invalid("speed", $"must be a number from {Slowest} to {Fastest}.");
    }

    private static bool ReadEvents(JsonElement root) => Text(root, "stream_format") switch
    {
        null or "audio" => false,
        "sse" => true,
        _ => throw Invalid("stream_format", "must be audio or sse."),
    };

    private static string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Invalid(name, "must be text.");
    }

    private static ParleyException Invalid(string field, string what) => new(ParleyError.Invalid(field, $"{field} {what}"));
}
