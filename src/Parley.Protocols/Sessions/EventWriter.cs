using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parley.Events;
using Parley.Failures;

namespace Parley.Protocols.Sessions;

/// <summary>
/// Event → one JSON object, as <c>docs/protocol.md</c> lists it: <c>seq</c> and <c>type</c> first, every field present,
/// null where there is nothing to say. Pure.
/// </summary>
internal static class EventWriter
{
    /// <summary>Text is for people and programs, never for HTML: only what JSON itself demands is escaped.</summary>
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true,
    };

    /// <param name="audio">Whether the audio of a reply stands in it; where binary messages can follow, it does not.</param>
    public static void Write(IBufferWriter<byte> output, LoggedEvent logged, bool audio = true)
    {
        using var json = new Utf8JsonWriter(output, Plain);
        json.WriteStartObject();
        json.WriteNumber("seq", logged.Sequence);
        json.WriteString("type", TypeOf(logged.Event));
        if (logged.Event is MessageHeard or ReplyStarted or ReplyText or ReplyAudio or ReplyPaused or ReplyResumed or ReplyEnded)
        {
            ReplyWriter.Write(json, logged.Event, audio);
        }
        else if (logged.Event is TranslationPartial or TranslationFinal or TranslationFailed)
        {
            TranslationWriter.Write(json, logged.Event);
        }
        else
        {
            Write(json, logged.Event);
        }

        json.WriteEndObject();
    }

    /// <summary>An error that belongs to this connection and not to the session's history: it has no <c>seq</c>.</summary>
    public static void Write(IBufferWriter<byte> output, ParleyError error)
    {
        using var json = new Utf8JsonWriter(output, Plain);
        json.WriteStartObject();
        json.WriteString("type", "error");
        Write(json, error);
        json.WriteEndObject();
    }

    /// <summary>The event's <c>type</c>.</summary>
    public static string TypeOf(SessionEvent said) => said switch
    {
        SessionStarted => "session.started",
        SessionUpdated => "session.updated",
        SpeechStarted => "speech.started",
        SpeechEnded => "speech.ended",
        TranscriptPartial => "transcript.partial",
        TranscriptFinal => "transcript.final",
        TranslationPartial => "translation.partial",
        TranslationFinal => "translation.final",
        TranslationFailed => "translation.failed",
        MessageHeard => "message",
        ReplyStarted => "reply.started",
        ReplyText => "reply.text",
        ReplyAudio => "reply.audio",
        ReplyPaused => "reply.paused",
        ReplyResumed => "reply.resumed",
        ReplyEnded => "reply.ended",
        Ack => "ack",
        Notice => "notice",
        ErrorRaised => "error",
        Usage => "usage",
        SessionEnded => "session.ended",
        _ => throw new NotSupportedException($"{said.GetType().Name} has no place in the protocol."),
    };

    private static void Write(Utf8JsonWriter json, SessionEvent said)
    {
        switch (said)
        {
            case SessionStarted started:
                json.WriteString("session_id", started.SessionId);
                json.WriteString("model", started.Model);
                json.WriteString("language", started.Language);
                json.WriteNumber("rate", started.Rate);
                break;
            case SessionUpdated updated:
                json.WriteString("language", updated.Language);
                json.WriteStartArray("targets");
                foreach (var target in updated.Targets)
                {
                    json.WriteStringValue(target);
                }

                json.WriteEndArray();
                break;
            case SpeechStarted speech:
                json.WriteNumber("utterance", speech.Utterance);
                json.WriteNumber("start", speech.Start);
                break;
            case SpeechEnded speech:
                json.WriteNumber("utterance", speech.Utterance);
                json.WriteNumber("end", speech.End);
                json.WriteString("reason", EventNames.Of(speech.Reason));
                break;
            case TranscriptPartial partial:
                json.WriteNumber("utterance", partial.Utterance);
                json.WriteString("stable", partial.Stable);
                json.WriteString("tail", partial.Tail);
                json.WriteNumber("start", partial.Start);
                json.WriteNumber("end", partial.End);
                break;
            case TranscriptFinal final:
                Write(json, final);
                break;
            case Ack ack:
                json.WriteNumber("received", ack.Received);
                json.WriteNumber("committed", ack.Committed);
                break;
            case Notice notice:
                json.WriteString("code", notice.Code);
                json.WriteString("message", notice.Message);
                break;
            case ErrorRaised raised:
                Write(json, raised.Error);
                break;
            case Usage usage:
                json.WriteNumber("audio_seconds", usage.AudioSeconds);
                json.WriteNumber("speech_seconds", usage.SpeechSeconds);
                break;
            case SessionEnded ended:
                json.WriteString("reason", EventNames.Of(ended.Reason));
                break;
            default:
                throw new NotSupportedException($"{said.GetType().Name} has no place in the protocol.");
        }
    }

    private static void Write(Utf8JsonWriter json, TranscriptFinal final)
    {
        json.WriteNumber("utterance", final.Utterance);
        json.WriteString("text", final.Text);
        json.WriteString("language", final.Language);
        json.WriteNumber("start", final.Start);
        json.WriteNumber("end", final.End);
        if (final.Words is { } words)
        {
            json.WriteStartArray("words");
            foreach (var word in words)
            {
                json.WriteStartObject();
                json.WriteString("text", word.Text);
                json.WriteNumber("start", word.Start);
                json.WriteNumber("end", word.End);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteNull("words");
        }

        WriteNumber(json, "confidence", final.Confidence);
    }

    private static void Write(Utf8JsonWriter json, ParleyError error)
    {
        ErrorFields.Write(json, error);
        WriteNumber(json, "from", error.From);
        WriteNumber(json, "to", error.To);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
