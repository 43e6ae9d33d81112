using Parley.Engine.Turns;
using Parley.Failures;

namespace Parley.Protocols.Sessions;

/// <summary>Text message → <see cref="ClientMessage"/>. Pure; whatever the bytes, it answers and never throws.</summary>
internal static class ClientMessageParser
{
    private const int LongestId = 100;

    /// <param name="endpointing">What holds for a session that does not say; null: what the protocol says.</param>
    public static Outcome<ClientMessage> Parse(ReadOnlyMemory<byte> utf8, EndpointingOptions? endpointing = null) =>
        JsonText.Parse(utf8, "A text message", fields => Read(fields, endpointing ?? new EndpointingOptions()));

    private static Outcome<ClientMessage> Read(JsonFields fields, EndpointingOptions endpointing)
    {
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
}
