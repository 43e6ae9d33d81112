using Parley.Engine.Sessions;
using Parley.Engine.Stages.Conversing;
using Parley.Engine.Turns;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.Chat;

/// <summary>Text message → <see cref="ChatMessage"/>. Pure; whatever the bytes, it answers and never throws.</summary>
internal static class ChatMessageParser
{
    private const int LongestType = 64;

    /// <param name="endpointing">What holds for a conversation that does not say.</param>
    public static Outcome<ChatMessage> Parse(ReadOnlyMemory<byte> utf8, EndpointingOptions endpointing) =>
        JsonText.Parse(utf8, "A text message", fields => Read(fields, endpointing));

    /// <summary>What holds for a client that says nothing of it.</summary>
    public static SessionOptions Defaults(EndpointingOptions endpointing) =>
        new() { Endpointing = endpointing, Converse = new ConverseOptions() };

    private static Outcome<ChatMessage> Read(JsonFields fields, EndpointingOptions endpointing)
    {
        var type = fields.Text("type", LongestType);
        return type switch
        {
            "start" => Start(fields, endpointing),
            "audio" => Audio(fields),
            "text" => Text(fields),
            "interrupt" => fields.Finish() is { } error ? error : new ChatControl(new CancelReply(null)),
            "played" => Played(fields),
            "flush" => fields.Finish() is { } error ? error : new ChatFlush(),
            "end" => fields.Finish() is { } error ? error : new ChatEnd(),
            _ => ParleyError.Invalid(
                "type", $"Unknown type '{type}'; known: start, audio, text, interrupt, played, flush, end.", ErrorCodes.UnknownType),
        };
    }

    /// <summary>The options of the session protocol; those of <c>converse</c> are taken for granted.</summary>
    private static Outcome<ChatMessage> Start(JsonFields fields, EndpointingOptions endpointing)
    {
        var options = SessionOptionsParser.Read(fields, endpointing);
        return options.Succeeded
            ? new ChatStart(options.Value with { Converse = options.Value.Converse ?? new ConverseOptions() })
            : options.Error;
    }

    private static Outcome<ChatMessage> Audio(JsonFields fields)
    {
        var data = fields.String("data");
        if (data is null)
        {
            fields.Refuse("data", "is missing.");
        }

        return fields.Finish() is { } error ? error
            : data!.Value.TryGetBytesFromBase64(out var samples) ? new ChatAudio(samples)
            : ParleyError.Invalid("data", "'data' must be Base64.", ErrorCodes.InvalidAudio);
    }

    private static Outcome<ChatMessage> Text(JsonFields fields)
    {
        var text = fields.Text("text", ConversationLimits.MessageCharacters);
        if (text is null)
        {
            fields.Refuse("text", "is missing.");
        }

        return fields.Finish() is { } error ? error : new ChatControl(new WrittenMessage(text!));
    }

    private static Outcome<ChatMessage> Played(JsonFields fields)
    {
        var (reply, position) = (fields.Small("reply"), fields.Whole("position"));
        if (reply is null || position is null or < 0)
        {
            fields.Refuse(reply is null ? "reply" : "position", "is missing or below 0.");
        }

        return fields.Finish() is { } error ? error : new ChatControl(new PlayedReply(reply!.Value, position!.Value));
    }
}
