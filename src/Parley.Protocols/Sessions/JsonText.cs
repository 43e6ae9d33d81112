using System.Text.Json;
using Parley.Failures;

namespace Parley.Protocols.Sessions;

/// <summary>Bytes → the fields of one JSON object. Pure; whatever the bytes, it answers and never throws.</summary>
internal static class JsonText
{
    /// <summary>The deepest message has two objects inside each other.</summary>
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    /// <param name="what">What the bytes should be, as the refusal says it: <c>A text message</c>.</param>
    /// <param name="read">Makes sense of the fields; they are gone when it returns.</param>
    /// <param name="options">How strictly JSON is read; the usual: as deep as a message can be.</param>
    public static Outcome<T> Parse<T>(
        ReadOnlyMemory<byte> utf8, string what, Func<JsonFields, Outcome<T>> read, JsonDocumentOptions? options = null)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, options ?? Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(new JsonFields(document.RootElement))
                : NotAnObject(what, "it is not an object");
        }
        catch (JsonException broken)
        {
            return NotAnObject(what, broken.BytePositionInLine is { } at
                ? $"line {broken.LineNumber + 1}, byte {at + 1} is wrong"
                : "it is not JSON");
        }
        catch (InvalidOperationException)
        {
            // What the reader says of an escape that is half of a surrogate pair, when the text is asked for.
            return NotAnObject(what, "it holds half a surrogate pair");
        }
    }

    private static ParleyError NotAnObject(string what, string why) =>
        new(ErrorCodes.InvalidJson, $"{what} is one JSON object; {why}.");
}
