using System.Text.Json;
using Parley.Failures;
using Parley.Protocols.OpenAi.Realtime.Responses;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>
/// Text message → <see cref="ClientEvent"/>. Pure; whatever the bytes, it answers and never throws. Fields that are not known
/// here are let pass, as OpenAI's clients send more with each version.
/// </summary>
/// <param name="usual">What holds for turn detection where a client does not say.</param>
internal sealed class ClientEventParser(TurnDetection usual, RealtimeOptions limits)
{
    private const int LongestName = 200;
    private const int LongestEventId = 512;

    /// <summary>A tool's schema has many objects inside each other.</summary>
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    /// <summary>What the client calls its event, for whatever is said about it; null: nothing.</summary>
    public string? EventId { get; private set; }

    public Outcome<ClientEvent> Parse(ReadOnlyMemory<byte> utf8, RealtimeSettings settings)
    {
        EventId = null;
        return JsonText.Parse(utf8, "An event", fields => Read(fields, settings), Deep);
    }

    private Outcome<ClientEvent> Read(JsonFields fields, RealtimeSettings settings)
    {
        EventId = fields.Hint("event_id", LongestEventId);
        var type = fields.Text("type", LongestName);
        if (type is null)
        {
            fields.Refuse("type", "is missing.");
        }

        return fields.Error is { } error ? error : Read(type!, fields, settings);
    }

    private Outcome<ClientEvent> Read(string type, JsonFields fields, RealtimeSettings settings) => type switch
    {
        "session.update" => Update(fields, settings, flat: false),
        "transcription_session.update" => Update(fields, settings with { Transcription = true }, flat: true),
        "input_audio_buffer.append" => Append(fields),
        "input_audio_buffer.commit" => new CommitAudio(),
        "input_audio_buffer.clear" => new ClearAudio(),
        "conversation.item.create" => Create(fields),
        "conversation.item.retrieve" => Item(fields, id => new RetrieveItem(id)),
        "conversation.item.delete" => Item(fields, id => new DeleteItem(id)),
        "conversation.item.truncate" => Truncate(fields),
        "response.create" => Respond(fields, settings),
        "response.cancel" => Cancel(fields),
        "output_audio_buffer.clear" => new ClearOutput(),
        _ => ParleyError.Invalid("type", $"Unknown type '{type}'.", ErrorCodes.UnknownType),
    };

    private Outcome<ClientEvent> Update(JsonFields fields, RealtimeSettings before, bool flat)
    {
        if (fields.Object("session") is not { } session)
        {
            return fields.Error ?? ParleyError.Invalid("session", "'session' is missing.");
        }

        var settings = SettingsReader.Read(new JsonFields(session, "session."), before, usual, limits.MaxKeptBytes);
        return settings.Succeeded ? new UpdateSession(settings.Value, flat) : settings.Error;
    }

    private static Outcome<ClientEvent> Append(JsonFields fields)
    {
        if (fields.String("audio") is not { } audio)
        {
            return fields.Error ?? ParleyError.Invalid("audio", "'audio' is missing.");
        }

        if (!audio.TryGetBytesFromBase64(out var bytes))
        {
            return ParleyError.Invalid("audio", "'audio' is not base64.", ErrorCodes.InvalidAudio);
        }

        return bytes.Length > 0
            ? new AppendAudio(bytes)
            : ParleyError.Invalid("audio", "'audio' has at least 1 byte.", ErrorCodes.InvalidAudio);
    }

    private Outcome<ClientEvent> Create(JsonFields fields)
    {
        if (fields.Object("item") is not { } item)
        {
            return fields.Error ?? ParleyError.Invalid("item", "'item' is missing.");
        }

        var previous = fields.Hint("previous_item_id", LongestName);
        var parts = new JsonFields(item, "item.");
        var id = parts.Hint("id", LongestName);
        if ((fields.Error ?? parts.Error) is { } error)
        {
            return error;
        }

        return item.GetRawText().Length > limits.MaxKeptBytes
            ? ParleyError.Invalid("item", $"An item has at most {limits.MaxKeptBytes} bytes.")
            : new CreateItem(id, item.Clone(), parts.Rest()) { Previous = previous };
    }

    private static Outcome<ClientEvent> Truncate(JsonFields fields)
    {
        var id = fields.Text("item_id", LongestName);
        var (index, end) = (fields.Small("content_index") ?? 0, fields.Small("audio_end_ms"));
        if (id is null)
        {
            fields.Refuse("item_id", "is missing.");
        }

        if (index != 0)
        {
            fields.Refuse("content_index", $"{index} is not 0: an item has one content.");
        }

        if (end is null or < 0)
        {
            fields.Refuse("audio_end_ms", "is missing, or below 0.");
        }

        return fields.Error is { } error ? error : new TruncateItem(id!, end!.Value);
    }

    private static Outcome<ClientEvent> Respond(JsonFields fields, RealtimeSettings settings)
    {
        if (fields.Object("response") is not { } response)
        {
            return fields.Error is { } error ? error : new CreateResponse(new ResponseRequest(settings.Response));
        }

        var request = ResponseRequest.Read(new JsonFields(response, "response."), settings.Response);
        return request.Succeeded ? new CreateResponse(request.Value) : request.Error;
    }

    private static Outcome<ClientEvent> Cancel(JsonFields fields)
    {
        var id = fields.Hint("response_id", LongestName);
        return fields.Error is { } error ? error : new CancelResponse(id);
    }

    private static Outcome<ClientEvent> Item(JsonFields fields, Func<string, ClientEvent> make)
    {
        var id = fields.Text("item_id", LongestName);
        return id is not null ? make(id) : fields.Error ?? ParleyError.Invalid("item_id", "'item_id' is missing.");
    }
}
