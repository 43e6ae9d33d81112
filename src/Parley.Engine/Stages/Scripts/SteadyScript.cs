using Parley.Providers;

namespace Parley.Engine.Stages.Scripts;

/// <summary>
/// Converts the growing transcript of one utterance. How a character is written can depend on what follows it, so the
/// newest of what is stable is not stable yet when it is converted; and what was shown as stable is never taken back,
/// whatever follows.
/// </summary>
internal sealed class SteadyScript(IScriptConverter converter)
{
    /// <summary>Longer than any phrase that decides how its characters are written.</summary>
    private const int LongestPhrase = 12;

    private string _shown = "";

    /// <summary>A partial: what is stable of it, and what follows.</summary>
    public (string Stable, string Tail) Show(string stable, string tail)
    {
        var whole = converter.Convert(stable + tail);
        var settled = converter.Convert(Settled(stable));
        if (settled.StartsWith(_shown, StringComparison.Ordinal) && whole.StartsWith(settled, StringComparison.Ordinal))
        {
            _shown = settled;
        }

        return (_shown, Complete(whole)[_shown.Length..]);
    }

    /// <summary>The final.</summary>
    public string Finish(string text) => Complete(converter.Convert(text));

    private string Complete(string converted) =>
        _shown.Length == 0 || converted.StartsWith(_shown, StringComparison.Ordinal) ? converted : new StablePrefix(_shown).Complete(converted);

    /// <summary>Without what may still be the beginning of a phrase.</summary>
    private static string Settled(string stable)
    {
        var last = Math.Max(0, stable.Length - LongestPhrase);
        var first = stable.AsSpan(last).IndexOfAnyInRange('\u2E80', '\uFFFF');
        return first < 0 ? stable : stable[..(last + first)];
    }
}
