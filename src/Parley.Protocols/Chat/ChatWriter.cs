using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parley.Events;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.Chat;

/// <summary>Event → what a simple client reads: transcript, reply text, reply audio, status, error; nothing of the rest. Pure.</summary>
internal static class ChatWriter
{
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true,
    };

    /// <summary>Writes the message; false when this event is not said.</summary>
    public static bool Write(IBufferWriter<byte> output, SessionEvent said)
    {
        using var json = new Utf8JsonWriter(output, Plain);
        json.WriteStartObject();
        var told = Write(json, said);
        json.WriteEndObject();
        return told;
    }

    /// <summary>An error that answers a message.</summary>
    public static void Write(IBufferWriter<byte> output, ParleyError error)
    {
        using var json = new Utf8JsonWriter(output, Plain);
        json.WriteStartObject();
        json.WriteString("type", "error");
        ErrorFields.Write(json, error);
        json.WriteEndObject();
    }

    private static bool Write(Utf8JsonWriter json, SessionEvent said)
    {
        switch (said)
        {
            case SessionStarted started:
                Status(json, "ready");
                json.WriteString("session_id", started.SessionId);
                return true;
            case SpeechStarted:
                Status(json, "listening");
                return true;
            case TranscriptPartial partial:
                Transcript(json, partial.Stable + partial.Tail, final: false);
                return true;
            case TranscriptFinal final:
                Transcript(json, final.Text, final: true);
                return true;
            case ErrorRaised raised:
                json.WriteString("type", "error");
                ErrorFields.Write(json, raised.Error);
                return true;
            case Notice notice:
                json.WriteString("type", "notice");
                json.WriteString("code", notice.Code);
                json.WriteString("message", notice.Message);
                return true;
            case SessionEnded ended:
                Status(json, "ended");
                json.WriteString("reason", EventNames.Of(ended.Reason));
                return true;
            default:
                return WriteReply(json, said);
        }
    }

    private static bool WriteReply(Utf8JsonWriter json, SessionEvent said)
    {
        switch (said)
        {
            case ReplyStarted started:
                Status(json, "thinking");
                json.WriteNumber("reply", started.Reply);
                json.WriteBoolean("scripted", started.Scripted);
                return true;
            case ReplyText text:
                json.WriteString("type", "reply_text");
                json.WriteNumber("reply", text.Reply);
                json.WriteString("delta", text.Delta);
                return true;
            case ReplyAudio audio:
                json.WriteString("type", "reply_audio");
                ReplyWriter.Write(json, audio, audio: true);
                return true;
            case ReplyPaused paused:
                Status(json, "paused");
                json.WriteNumber("reply", paused.Reply);
                return true;
            case ReplyResumed resumed:
                Status(json, "speaking");
                json.WriteNumber("reply", resumed.Reply);
                return true;
            case ReplyEnded ended:
                json.WriteString("type", "reply_end");
                json.WriteNumber("reply", ended.Reply);
                json.WriteString("reason", EventNames.Of(ended.Reason));
                json.WriteString("text", ended.Text);
                return true;
            default:
                return false;
        }
    }

    private static void Status(Utf8JsonWriter json, string status)
    {
        json.WriteString("type", "status");
        json.WriteString("status", status);
    }

    private static void Transcript(Utf8JsonWriter json, string text, bool final)
    {
        json.WriteString("type", "transcript");
        json.WriteString("text", text);
        json.WriteBoolean("final", final);
    }
}
