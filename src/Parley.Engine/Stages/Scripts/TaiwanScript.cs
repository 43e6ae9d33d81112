using Parley.Events;
using Parley.Providers;

namespace Parley.Engine.Stages.Scripts;

/// <summary>
/// Writes what is recognised, and what is answered, as it is written in Taiwan, where the session's language says so: many models of Chinese
/// know the simplified characters alone. Runs on the session's loop.
/// </summary>
internal sealed class TaiwanScript(IScriptConverter converter)
{
    private readonly Dictionary<int, SteadyScript> _open = [];
    private string _language = "";

    /// <summary>Of what is said (BCP-47). On any thread.</summary>
    public string Language
    {
        get => Volatile.Read(ref _language);
        set => Volatile.Write(ref _language, value);
    }

    /// <summary>Whether Chinese of this tag (BCP-47) is written in the characters of Taiwan.</summary>
    public static bool Is(string language) =>
        language.StartsWith("zh-TW", StringComparison.OrdinalIgnoreCase) || language.StartsWith("zh-Hant", StringComparison.OrdinalIgnoreCase);

    public SessionEvent Convert(SessionEvent said)
    {
        switch (said)
        {
            case SpeechStarted speech when Is(Language):
                // What it is when the utterance begins, it is until its end.
                _open[speech.Utterance] = new SteadyScript(converter);
                return said;
            case TranscriptPartial shown when _open.TryGetValue(shown.Utterance, out var open):
                var (stable, tail) = open.Show(shown.Stable, shown.Tail);
                return shown with { Stable = stable, Tail = tail };
            case TranscriptFinal final when _open.Remove(final.Utterance, out var open):
                var text = open.Finish(final.Text);
                return final with { Text = text, Words = final.Words?.Select(word => word with { Text = converter.Convert(word.Text) }).ToList() };
            default:
                return said;
        }
    }

    /// <summary>For what is answered in that language now; null: it is left as it is.</summary>
    public StreamedScript? Stream() => Is(Language) ? new StreamedScript(converter) : null;

    /// <summary>No final follows.</summary>
    public void Forget(int utterance) => _open.Remove(utterance);
}
