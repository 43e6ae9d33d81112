using System.Text.Json;
using Parley.Engine.Turns;
using Parley.Failures;

namespace Parley.Protocols.Sessions;

/// <summary>Text message → <see cref="ClientMessage"/>. Pure; whatever the bytes, it answers and never throws.</summary>
internal static class ClientMessageParser
{
    private const int LongestId = 100;

    /// <summary>The deepest message has two objects inside each other.</summary>
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    /// <param name="endpointing">What holds for a session that does not say; null: what the protocol says.</param>
    public static Outcome<ClientMessage> Parse(ReadOnlyMemory<byte> utf8, EndpointingOptions? endpointing = null)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement, endpointing ?? new EndpointingOptions())
                : NotAnObject("it is not an object");
        }
        catch (JsonException broken)
        {
            return NotAnObject(broken.BytePositionInLine is { } at
                ? $"line {broken.LineNumber + 1}, byte {at + 1} is wrong"
                : "it is not JSON");
        }
        catch (InvalidOperationException)
        {
            // What the reader says of an escape that is half of a surrogate pair, when the text is asked for.
            return NotAnObject("it holds half a surrogate pair");
        }
    }

    private static Outcome<ClientMessage> Read(JsonElement root, EndpointingOptions endpointing)
    {
        var fields = new JsonFields(root);
        var type = fields.Text("type", 64);
        if (type is null)
        {
            fields.Refuse("type", "is missing.");
            return fields.Error!;
        }

        return type switch
        {
            "session.start" => Start(fields, endpointing),
            "session.resume" => Resume(fields),
            "audio.position" => Position(fields),
            "audio.flush" => Plain(fields, new FlushAudio()),
            "session.end" => Plain(fields, new EndSession()),
            _ => ParleyError.Invalid(
                "type",
                $"Unknown type '{type}'; known: session.start, session.resume, audio.position, audio.flush, session.end.",
                ErrorCodes.UnknownType),
        };
    }

    private static Outcome<ClientMessage> Start(JsonFields fields, EndpointingOptions endpointing)
    {
        var options = SessionOptionsParser.Read(fields, endpointing);
        return options.Succeeded ? new StartSession(options.Value) : options.Error;
    }

    private static Outcome<ClientMessage> Resume(JsonFields fields)
    {
        var id = fields.Text("session_id", LongestId);
        var after = fields.Whole("after") ?? 0;
        if (id is null)
        {
            fields.Refuse("session_id", "is missing.");
        }

        if (after < 0)
        {
            fields.Refuse("after", $"{after} is below 0.");
        }

        return fields.Finish() is { } error ? error : new ResumeSession(id!, after);
    }

    private static Outcome<ClientMessage> Position(JsonFields fields)
    {
        var position = fields.Whole("position");
        if (position is null)
        {
            fields.Refuse("position", "is missing.");
        }
        else if (position < 0)
        {
            fields.Refuse("position", $"{position} is below 0.");
        }

        return fields.Finish() is { } error ? error : new StatePosition(position!.Value);
    }

    private static Outcome<ClientMessage> Plain(JsonFields fields, ClientMessage message) =>
        fields.Finish() is { } error ? error : message;

    private static ParleyError NotAnObject(string why) =>
        new(ErrorCodes.InvalidJson, $"A text message is one JSON object; {why}.");
}
