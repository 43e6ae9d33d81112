using System.Text.Json;
using Parley.Events;

namespace Parley.Protocols.Sessions;

/// <summary>The fields of what an assistant says. Pure.</summary>
internal static class ReplyWriter
{
    /// <param name="audio">Whether the audio stands in it, as Base64.</param>
    public static void Write(Utf8JsonWriter json, SessionEvent said, bool audio)
    {
        switch (said)
        {
            case MessageHeard message:
                json.WriteString("text", message.Text);
                break;
            case ReplyStarted started:
                json.WriteNumber("reply", started.Reply);
                json.WriteString("assistant", started.Assistant);
                json.WriteBoolean("scripted", started.Scripted);
                json.WriteNumber("rate", started.Rate);
                break;
            case ReplyText text:
                json.WriteNumber("reply", text.Reply);
                json.WriteString("delta", text.Delta);
                break;
            case ReplyAudio piece:
                Write(json, piece);
                if (audio)
                {
                    json.WriteBase64String("data", piece.Data.Span);
                }

                break;
            case ReplyPaused paused:
                json.WriteNumber("reply", paused.Reply);
                json.WriteNumber("position", paused.Position);
                break;
            case ReplyResumed resumed:
                json.WriteNumber("reply", resumed.Reply);
                json.WriteNumber("position", resumed.Position);
                break;
            case ReplyEnded ended:
                json.WriteNumber("reply", ended.Reply);
                json.WriteString("reason", EventNames.Of(ended.Reason));
                json.WriteNumber("played", ended.Played);
                json.WriteString("text", ended.Text);
                break;
            default:
                throw new NotSupportedException($"{said.GetType().Name} is nothing that an assistant says.");
        }
    }

    /// <summary>What stands beside the samples, wherever they stand.</summary>
    private static void Write(Utf8JsonWriter json, ReplyAudio piece)
    {
        json.WriteNumber("reply", piece.Reply);
        json.WriteNumber("position", piece.Position);
        json.WriteNumber("rate", piece.Rate);
    }
}
