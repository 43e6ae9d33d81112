using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parley.Failures;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>One event of the server: its type, and what writes its other fields.</summary>
internal sealed record ServerEvent(string Type, Action<Utf8JsonWriter> Fields)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="id">Every event needs one: there are clients that ignore an event without.</param>
    public void Write(IBufferWriter<byte> output, string id)
    {
        using var json = new Utf8JsonWriter(output, Plain);
        json.WriteStartObject();
        json.WriteString("event_id", id);
        json.WriteString("type", Type);
        Fields(json);
        json.WriteEndObject();
    }

    public static ServerEvent SpeechStarted(string item, long startMs) => new("input_audio_buffer.speech_started", json =>
    {
        json.WriteNumber("audio_start_ms", startMs);
        json.WriteString("item_id", item);
    });

    public static ServerEvent SpeechStopped(string item, long endMs) => new("input_audio_buffer.speech_stopped", json =>
    {
        json.WriteNumber("audio_end_ms", endMs);
        json.WriteString("item_id", item);
    });

    public static ServerEvent Committed(string item, string? previous) => new("input_audio_buffer.committed", json =>
    {
        json.WriteString("previous_item_id", previous);
        json.WriteString("item_id", item);
    });

    public static ServerEvent Cleared { get; } = new("input_audio_buffer.cleared", _ => { });

    public static ServerEvent Item(string type, KeptItem item, string? previous) => new(type, json =>
    {
        json.WriteString("previous_item_id", previous);
        item.Write(json);
    });

    public static ServerEvent Retrieved(KeptItem item) => new("conversation.item.retrieved", item.Write);

    public static ServerEvent Truncated(string item, long endMs) => new("conversation.item.truncated", json =>
    {
        json.WriteString("item_id", item);
        json.WriteNumber("content_index", 0);
        json.WriteNumber("audio_end_ms", endMs);
    });

    public static ServerEvent OutputCleared(string response) => new("output_audio_buffer.cleared", json => json.WriteString("response_id", response));

    public static ServerEvent Deleted(string item) => new("conversation.item.deleted", json => json.WriteString("item_id", item));

    public static ServerEvent Delta(string item, string delta) => new("conversation.item.input_audio_transcription.delta", json =>
    {
        json.WriteString("item_id", item);
        json.WriteNumber("content_index", 0);
        json.WriteString("delta", delta);
    });

    public static ServerEvent Completed(string item, string transcript, TimeSpan duration) =>
        new("conversation.item.input_audio_transcription.completed", json =>
        {
            json.WriteString("item_id", item);
            json.WriteNumber("content_index", 0);
            json.WriteString("transcript", transcript);
            TranscriptionAnswer.WriteUsage(json, duration);
        });

    public static ServerEvent Failed(string item, ParleyError error) =>
        new("conversation.item.input_audio_transcription.failed", json =>
        {
            json.WriteString("item_id", item);
            json.WriteNumber("content_index", 0);
            json.WriteStartObject("error");
            RealtimeErrors.Write(json, error);
            json.WriteEndObject();
        });

    /// <param name="offender">The client's id of the event that is refused; null: it has none, or none is.</param>
    public static ServerEvent Error(ParleyError error, string? offender) => new("error", json =>
    {
        json.WriteStartObject("error");
        RealtimeErrors.Write(json, error);
        json.WriteString("param", error.Param);
        json.WriteString("event_id", offender);
        json.WriteEndObject();
    });
}
