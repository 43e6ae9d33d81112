using System.Text.Json;
using Parley.History;

namespace Parley.Protocols.Conversations;

/// <summary>Conversations as JSON; <c>docs/history.md</c> lists the fields. Times within one are milliseconds from its first sample.</summary>
internal static class ConversationWriter
{
    public static void WritePage(Utf8JsonWriter json, ConversationPage page)
    {
        json.WriteStartObject();
        json.WriteStartArray("conversations");
        foreach (var conversation in page.Conversations)
        {
            json.WriteStartObject();
            WriteHead(json, conversation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("next", page.Next is { } next ? Cursor.Write(next) : null);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, StoredConversation conversation)
    {
        json.WriteStartObject();
        WriteHead(json, conversation);
        json.WriteStartObject("metadata");
        foreach (var (name, value) in conversation.Head.Metadata)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("said");
        foreach (var turn in conversation.Said)
        {
            Write(json, turn);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, StoredTurn turn)
    {
        json.WriteStartObject();
        json.WriteString("turn", turn.Key);
        json.WriteString("speaker", turn.Speaker == Speaker.User ? "user" : "assistant");
        json.WriteString("text", turn.Text);
        json.WriteString("original", turn.Original);
        WriteTime(json, "edited", turn.Edited);
        WriteNumber(json, "start_ms", turn.StartMs);
        WriteNumber(json, "end_ms", turn.EndMs);
        json.WriteString("language", turn.Language);
        json.WriteString("reason", turn.Reason);
        WriteNumber(json, "played_ms", turn.PlayedMs);
        WriteWords(json, turn);
        json.WriteStartObject("translations");
        foreach (var (target, text) in turn.Translations.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            json.WriteString(target, text);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, StoredConversation conversation)
    {
        var head = conversation.Head;
        json.WriteString("id", head.Key.Id);
        json.WriteString("title", conversation.Title);
        WriteTime(json, "started", head.Started);
        WriteTime(json, "ended", conversation.Ended);
        json.WriteString("end_reason", conversation.EndReason);
        json.WriteString("language", head.Language);
        json.WriteString("model", head.Model);
        json.WriteString("protocol", head.Protocol);
        json.WriteNumber("turns", conversation.Turns);
        if (conversation.AudioSeconds is { } seconds)
        {
            json.WriteNumber("audio_seconds", seconds);
        }
        else
        {
            json.WriteNull("audio_seconds");
        }

        json.WriteNumber("audio_bytes", conversation.AudioBytes);
        json.WriteBoolean("incomplete", conversation.Incomplete);
    }

    private static void WriteWords(Utf8JsonWriter json, StoredTurn turn)
    {
        if (turn.Words is null)
        {
            json.WriteNull("words");
            return;
        }

        json.WriteStartArray("words");
        foreach (var word in turn.Words)
        {
            json.WriteStartObject();
            json.WriteString("text", word.Text);
            json.WriteNumber("start_ms", (long)Math.Round(word.Start * 1_000));
            json.WriteNumber("end_ms", (long)Math.Round(word.End * 1_000));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time) =>
        json.WriteString(name, time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
