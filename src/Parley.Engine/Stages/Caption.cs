using Parley.Providers;

namespace Parley.Engine.Stages;

/// <summary>
/// What is shown of one utterance while it is spoken: of the newest hypothesis so many words as will probably stay. The rest
/// is held back until a later hypothesis bears it out, or the final comes.
/// </summary>
/// <remarks>
/// A word is shown, after all those before it, when the hypothesis before had it too, when the recogniser is sure of it, or
/// when it is on the screen already. The newest word of someone who goes on speaking may be cut in the middle: it is shown
/// when the recogniser is all but certain of it, and without the punctuation behind it, which would be that of a sentence
/// that is over. The first word of all is shown at once, and in a pause every word. What is in doubt takes nothing off the
/// screen either. A recogniser that does not say how sure it is counts as sure of all but the newest word.
/// </remarks>
internal sealed class Caption
{
    /// <summary>
    /// The probability from which a word is shown at once. Chosen on 35 short recordings at three speeds: of the words above
    /// it 5 % were taken back, of those below 47 %. Other recordings and a larger model agreed.
    /// </summary>
    private const double Sure = 0.6;

    /// <summary>The same of the newest word, which is cut more often than not: of those above 10 % were taken back, of the others 48 %.</summary>
    private const double SureOfNewest = 0.98;

    private readonly StablePrefix _prefix = new();
    private List<string> _heard = [];
    private List<string> _shown = [];

    /// <summary>What is shown and will not change any more.</summary>
    public string Stable { get; private set; } = "";

    /// <summary>What is shown after that.</summary>
    public string Tail { get; private set; } = "";

    /// <summary>Whether anything is shown.</summary>
    public bool Shown => Stable.Length + Tail.Length > 0;

    /// <summary>Takes the next hypothesis; false when what is shown stays as it is.</summary>
    /// <param name="speaking">Speech goes on, so that the newest word may not be whole.</param>
    public bool Follow(Recognition hypothesis, bool speaking)
    {
        // 1. The words that could be shown begin with what is stable, whatever is heard in its place now.
        var rest = _prefix.Follow(hypothesis.Text);
        List<string> words = [.. _prefix.StableWords, .. rest];
        var bare = words.ConvertAll(Words.Bare);
        var confirmed = Common(_heard, bare);
        var kept = Common(_shown, bare);
        _heard = bare;

        // 2. So many of them are believed.
        var settled = Math.Max(kept, words.Count - rest.Count);
        var count = speaking ? Believed(words, settled, confirmed, Certainties(hypothesis)) : words.Count;

        // 3. What is not takes nothing off the screen.
        if (speaking && count <= kept && kept < _shown.Count)
        {
            return false;
        }

        // 4. The newest word is shown without what ends a sentence.
        var (before, stable) = (Stable + Tail, _prefix.Stable);
        var tail = string.Concat(words.GetRange(0, count))[stable.Length..];
        Tail = speaking && count == words.Count ? Words.WithoutEnd(tail) : tail;
        (Stable, _shown) = (stable, bare.GetRange(0, count));
        return !string.Equals(before, Stable + Tail, StringComparison.Ordinal);
    }

    /// <summary>The final text: <paramref name="text"/> as it is where it starts with what is stable, else joined to it.</summary>
    public string Complete(string text) => _prefix.Complete(text);

    /// <param name="settled">How many are shown in any case.</param>
    /// <param name="confirmed">How many the hypothesis before had too.</param>
    /// <param name="certainties">Of as many words at the end as there are.</param>
    private int Believed(List<string> words, int settled, int confirmed, List<double> certainties)
    {
        var count = settled == 0 && !Shown ? Math.Min(1, words.Count) : settled;
        while (count < words.Count - 1 && (count < confirmed || Certainty(count) >= Sure))
        {
            count++;
        }

        return count == words.Count - 1 && certainties is [.., >= SureOfNewest] ? words.Count : count;

        double Certainty(int word) => certainties.ElementAtOrDefault(word - words.Count + certainties.Count);
    }

    /// <summary>How sure each word is that <see cref="StablePrefix"/> cuts the hypothesis into.</summary>
    private static List<double> Certainties(Recognition hypothesis)
    {
        var units = Words.Split(hypothesis.Text);
        var word = -1;
        var ofUnits = units.ConvertAll(unit => word += word < 0 || char.IsWhiteSpace(unit[0]) ? 1 : 0);
        return hypothesis.WordConfidences is { } told && told.Count == word + 1
            ? ofUnits.ConvertAll(place => told[place])
            : units.Select((_, place) => place < units.Count - 1 ? 1.0 : 0.0).ToList();
    }

    /// <summary>How many words two texts begin with alike.</summary>
    private static int Common(List<string> one, List<string> other) =>
        one.Zip(other).TakeWhile(pair => string.Equals(pair.First, pair.Second, StringComparison.Ordinal)).Count();
}
