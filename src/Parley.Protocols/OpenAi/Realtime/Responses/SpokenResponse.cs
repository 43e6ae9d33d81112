using System.Text;
using System.Text.Json;
using Parley.Events;
using Parley.Failures;

namespace Parley.Protocols.OpenAi.Realtime.Responses;

/// <summary>One response and its one item. Its owner guards it with a lock.</summary>
/// <param name="Core">The session that makes it.</param>
/// <param name="Reply">Its number there.</param>
internal sealed record SpokenResponse(string Id, string ItemId, ResponseRequest Request, CoreSession Core, int Reply)
{
    private readonly StringBuilder _text = new();

    public bool Spoken => Request.Settings.Spoken;

    /// <summary>Samples of its audio that were sent, and how many make a second.</summary>
    public long Samples { get; set; }

    public required int Rate { get; init; }

    public required string ConversationId { get; init; }

    public string Text => _text.ToString();

    /// <summary>Why it was over; null: it is not.</summary>
    public ReplyEndReason? Ended { get; set; }

    /// <summary>Why the assistant failed; null: it did not.</summary>
    public Notice? Failure { get; set; }

    public long Milliseconds => Samples * 1000 / Rate;

    private string Status => Ended switch
    {
        null => "in_progress",
        ReplyEndReason.Completed => "completed",
        ReplyEndReason.Length => "incomplete",
        ReplyEndReason.Failed => "failed",
        _ => "cancelled",
    };

    public void Add(string delta) => _text.Append(delta);

    /// <summary>The item as it stands.</summary>
    /// <param name="text">What is in it; null: what was said so far.</param>
    public KeptItem Item(bool beta, string? text = null) => new(ItemId)
    {
        Answer = new KeptAnswer(Spoken, text ?? Text.TrimEnd(), Ended is null ? "in_progress" : Status is "completed" ? "completed" : "incomplete", beta),
        Keys = Request.Remembered ? [Engine.Stages.Conversing.MemoryTurn.OfReply(Core.Session.Id, Reply)] : [],
    };

    /// <summary>The field <c>response</c>.</summary>
    public void Write(Utf8JsonWriter json, bool beta)
    {
        json.WriteStartObject("response");
        json.WriteString("object", "realtime.response");
        json.WriteString("id", Id);
        json.WriteString("status", Status);
        WriteDetails(json);
        json.WriteStartArray("output");
        if (Ended is not null)
        {
            Item(beta).WriteValue(json);
        }

        json.WriteEndArray();
        json.WriteString("conversation_id", Request.Remembered ? ConversationId : null);
        Request.Settings.Write(json, beta);
        if (!beta)
        {
            json.WriteStartObject("audio");
            Request.Settings.WriteOutput(json);
            json.WriteEndObject();
        }

        // Nobody counts tokens here.
        json.WriteNull("usage");
        json.WritePropertyName("metadata");
        if (Request.Metadata is { } metadata)
        {
            metadata.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
    }

    private void WriteDetails(Utf8JsonWriter json)
    {
        if (Ended is null or ReplyEndReason.Completed)
        {
            json.WriteNull("status_details");
            return;
        }

        json.WriteStartObject("status_details");
        json.WriteString("type", Status);
        switch (Ended)
        {
            case ReplyEndReason.Length:
                json.WriteString("reason", "max_output_tokens");
                break;
            case ReplyEndReason.Failed:
                json.WriteStartObject("error");
                json.WriteString("type", "server_error");
                json.WriteString("code", Failure?.Code ?? ErrorCodes.Internal);
                json.WriteString("message", Failure?.Message);
                json.WriteEndObject();
                break;
            default:
                json.WriteString("reason", Ended == ReplyEndReason.Interrupted ? "turn_detected" : "client_cancelled");
                break;
        }

        json.WriteEndObject();
    }
}
