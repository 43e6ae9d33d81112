using System.Text.Json;
using Parley.Engine.Sessions;
using Parley.Engine.Stages.Conversing;
using Parley.Engine.Turns;
using Parley.Failures;

namespace Parley.Protocols.Sessions;

/// <summary>Text message → <see cref="ClientMessage"/>. Pure; whatever the bytes, it answers and never throws.</summary>
internal static class ClientMessageParser
{
    private const int LongestId = 100;
    private const int LongestType = 64;

    /// <param name="endpointing">What holds for a session that does not say; null: what the protocol says.</param>
    public static Outcome<ClientMessage> Parse(ReadOnlyMemory<byte> utf8, EndpointingOptions? endpointing = null) =>
        JsonText.Parse(utf8, "A text message", fields => Read(fields, endpointing ?? new EndpointingOptions()));

    /// <summary>A message whose type the wire states beside its other fields.</summary>
    /// <param name="body">An object.</param>
    public static Outcome<ClientMessage> Parse(string type, JsonElement body, EndpointingOptions endpointing)
    {
        if (type.Length > LongestType)
        {
            return ParleyError.Invalid("type", $"The type has {type.Length} characters; no known one has over {LongestType}.", ErrorCodes.UnknownType);
        }

        try
        {
            var fields = new JsonFields(body);
            if (fields.Text("type", LongestType) is { } said && !string.Equals(said, type, StringComparison.Ordinal))
            {
                fields.Refuse("type", $"is not '{type}', which the message is.");
            }

            return fields.Error is { } error ? error : Read(type, fields, endpointing);
        }
        catch (InvalidOperationException)
        {
            return new ParleyError(ErrorCodes.InvalidJson, "A text message is one JSON object; it holds half a surrogate pair.");
        }
    }

    private static Outcome<ClientMessage> Read(JsonFields fields, EndpointingOptions endpointing)
    {
        var type = fields.Text("type", LongestType);
        if (type is null)
        {
            fields.Refuse("type", "is missing.");
            return fields.Error!;
        }

        return Read(type, fields, endpointing);
    }

    private static Outcome<ClientMessage> Read(string type, JsonFields fields, EndpointingOptions endpointing) =>
        type switch
        {
            "session.start" => Start(fields, endpointing),
            "session.resume" => Resume(fields),
            "session.update" => Update(fields),
            "audio.position" => Position(fields),
            "audio.flush" => Plain(fields, new FlushAudio()),
            "message" => Message(fields),
            "reply.create" => Create(fields),
            "reply.cancel" => Cancel(fields),
            "reply.played" => Played(fields),
            "session.end" => Plain(fields, new EndSession()),
            _ => ParleyError.Invalid(
                "type",
                $"Unknown type '{type}'; known: session.start, session.resume, session.update, audio.position, audio.flush, message, reply.create, reply.played, reply.cancel, session.end.",
                ErrorCodes.UnknownType),
        };

    private static Outcome<ClientMessage> Start(JsonFields fields, EndpointingOptions endpointing)
    {
        var options = SessionOptionsParser.Read(fields, endpointing);
        return options.Succeeded ? new StartSession(options.Value) : options.Error;
    }

    /// <summary>What is to change; the rest is refused by name, as it cannot.</summary>
    public static Outcome<ClientMessage> Update(JsonFields fields)
    {
        var update = new SessionUpdate { Language = fields.Text("language", LongestId), Translate = TranslateOptionsParser.Read(fields) };
        return fields.Finish() is { } error ? error
            : update is { Language: null, Translate: null } ? ParleyError.Invalid("type", "An update has 'language' or 'translate', or both.")
            : new UpdateSession(update);
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

    private static Outcome<ClientMessage> Message(JsonFields fields)
    {
        var text = fields.Text("text", ConversationLimits.MessageCharacters);
        if (text is null)
        {
            fields.Refuse("text", "is missing.");
        }

        return fields.Finish() is { } error ? error : new WrittenMessage(text!);
    }

    private static Outcome<ClientMessage> Create(JsonFields fields)
    {
        var instructions = fields.Text("instructions", ConverseOptions.MaxInstructions);
        return fields.Finish() is { } error ? error : new CreateReply(instructions);
    }

    private static Outcome<ClientMessage> Cancel(JsonFields fields)
    {
        var reply = fields.Small("reply");
        return fields.Finish() is { } error ? error : new CancelReply(reply);
    }

    private static Outcome<ClientMessage> Played(JsonFields fields)
    {
        var reply = fields.Small("reply");
        var position = fields.Whole("position");
        if (reply is null)
        {
            fields.Refuse("reply", "is missing.");
        }

        if (position is null)
        {
            fields.Refuse("position", "is missing.");
        }
        else if (position < 0)
        {
            fields.Refuse("position", $"{position} is below 0.");
        }

        return fields.Finish() is { } error ? error : new PlayedReply(reply!.Value, position!.Value);
    }

    private static Outcome<ClientMessage> Plain(JsonFields fields, ClientMessage message) =>
        fields.Finish() is { } error ? error : message;
}
