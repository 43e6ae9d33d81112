using System.Text.Json;

namespace Parley.Client;

/// <summary>What the server said, as <c>docs/protocol.md</c> lists it; what is read most has a type of its own.</summary>
/// <param name="Sequence">Its place in the session's events; null for what belongs to a connection alone.</param>
/// <param name="Type"><c>transcript.final</c> and the like.</param>
/// <param name="Body">All of its fields.</param>
public record LiveEvent(long? Sequence, string Type, JsonElement Body)
{
    /// <summary>The text of a final, or what a partial shows, in the language that was spoken; null for anything else.</summary>
    public string? Text => Type switch
    {
        "transcript.final" => Field("text"),
        "transcript.partial" => Field("stable") + Field("tail"),
        _ => null,
    };

    /// <summary>A field's text; null when there is none.</summary>
    public string? Field(string name) =>
        Body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    internal long Number(string name) => Body.GetProperty(name).GetInt64();

    internal static LiveEvent? Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        var body = document.RootElement.Clone();
        var sequence = body.TryGetProperty("seq", out var seq) && seq.ValueKind == JsonValueKind.Number ? seq.GetInt64() : (long?)null;
        return body.TryGetProperty("type", out var type) && type.GetString() is { } name ? Typed(new LiveEvent(sequence, name, body)) : null;
    }

    private static LiveEvent Typed(LiveEvent said) => said.Type switch
    {
        "session.updated" => new SessionUpdated(said),
        "translation.partial" when said.About is { } utterance => new TranslationPartial(said, utterance),
        "translation.final" when said.About is { } utterance => new TranslationFinal(said, utterance),
        "translation.failed" when said.About is { } utterance => new TranslationFailed(said, utterance),
        _ => said,
    };

    /// <summary>The utterance that it is about; null: it is about none.</summary>
    private int? About =>
        Body.TryGetProperty("utterance", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}
