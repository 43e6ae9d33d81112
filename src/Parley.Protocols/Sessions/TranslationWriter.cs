using System.Text.Json;
using Parley.Events;

namespace Parley.Protocols.Sessions;

/// <summary>The fields of what is translated. Pure.</summary>
internal static class TranslationWriter
{
    public static void Write(Utf8JsonWriter json, SessionEvent said)
    {
        switch (said)
        {
            case TranslationPartial partial:
                Begin(json, partial.Utterance, partial.Target);
                json.WriteString("stable", partial.Stable);
                json.WriteString("tail", partial.Tail);
                break;
            case TranslationFinal final:
                Begin(json, final.Utterance, final.Target);
                json.WriteString("text", final.Text);
                json.WriteString("translator", final.Translator);
                json.WriteBoolean("scripted", final.Scripted);
                break;
            case TranslationFailed failed:
                Begin(json, failed.Utterance, failed.Target);
                json.WriteString("code", failed.Code);
                json.WriteString("message", failed.Message);
                break;
            default:
                throw new NotSupportedException($"{said.GetType().Name} is no translation.");
        }
    }

    private static void Begin(Utf8JsonWriter json, int utterance, string target)
    {
        json.WriteNumber("utterance", utterance);
        json.WriteString("target", target);
    }
}
