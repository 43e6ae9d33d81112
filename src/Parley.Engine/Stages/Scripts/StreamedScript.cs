using Parley.Providers;

namespace Parley.Engine.Stages.Scripts;

/// <summary>
/// Converts a text that is still being written. No phrase goes over a mark or a space, so that what stands before one is given at
/// once; of what follows it, so much is held back as may still become part of a phrase.
/// </summary>
internal sealed class StreamedScript(IScriptConverter converter)
{
    /// <summary>The first character of the blocks of ideographs and their marks.</summary>
    private const char Ideographs = '\u2E80';

    private SteadyScript _run = new(converter);
    private string _held = "";
    private int _given;

    /// <summary>Takes more of the text; gives what is sure of it now.</summary>
    public string Push(string text)
    {
        _held += text;
        var whole = Whole(_held);
        var given = whole > 0 ? End(_held[..whole]) : "";
        _held = _held[whole..];
        if (_held.Length > 0)
        {
            var (stable, _) = _run.Show(_held, "");
            given += stable[_given..];
            _given = stable.Length;
        }

        return given;
    }

    /// <summary>The text is over: gives the rest.</summary>
    public string Flush()
    {
        var given = _held.Length > 0 ? End(_held) : "";
        _held = "";
        return given;
    }

    /// <summary>One past the last character that no phrase goes over.</summary>
    private static int Whole(string text)
    {
        var last = text.Length;
        while (last > 0 && text[last - 1] >= Ideographs && !char.IsPunctuation(text[last - 1]))
        {
            last--;
        }

        return last;
    }

    private string End(string run)
    {
        var given = _run.Finish(run)[_given..];
        (_run, _given) = (new SteadyScript(converter), 0);
        return given;
    }
}
