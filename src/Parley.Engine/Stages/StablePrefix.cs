namespace Parley.Engine.Stages;

/// <summary>
/// Splits the growing hypothesis of one utterance into what will not change any more and what may. A word becomes
/// stable when two hypotheses in a row agree on it and on everything before it. The stable text only ever grows, and
/// <see cref="Complete"/> makes the final start with it.
/// </summary>
/// <param name="begin">What is stable from the beginning.</param>
/// <param name="unsettled">
/// The newest words of a hypothesis are heard without what follows them: so many of them never become stable at once.
/// </param>
public sealed class StablePrefix(string begin = "", int unsettled = 2)
{
    private List<string> _previous = [];
    private readonly List<string> _stable = begin.Length == 0 ? [] : Words.Split(begin);

    /// <summary>What is stable so far.</summary>
    public string Stable => string.Concat(_stable);

    /// <summary>The same, word by word.</summary>
    internal IReadOnlyList<string> StableWords => _stable;

    /// <summary>Takes the next hypothesis; returns its text after <see cref="Stable"/>.</summary>
    public string Update(string hypothesis) => string.Concat(Follow(hypothesis));

    /// <summary>The same, word by word.</summary>
    internal List<string> Follow(string hypothesis)
    {
        var words = Words.Split(hypothesis);
        var agreed = 0;
        while (agreed < Math.Min(words.Count, _previous.Count)
            && string.Equals(words[agreed], _previous[agreed], StringComparison.Ordinal))
        {
            agreed++;
        }

        var settled = Math.Min(agreed, words.Count - unsettled);
        if (settled > _stable.Count && StartsWithStable(words))
        {
            _stable.AddRange(words.GetRange(_stable.Count, settled - _stable.Count));
        }

        _previous = words;
        return [.. Rest(words)];
    }

    /// <summary>The final text: <paramref name="text"/> as it is where it starts with what is stable, else joined to it.</summary>
    public string Complete(string text) => _stable.Count == 0 ? text : string.Concat(_stable.Concat(Rest(Words.Split(text))));

    private IEnumerable<string> Rest(List<string> words) =>
        words.Skip(StartsWithStable(words) ? _stable.Count : Words.Align(_stable, words));

    private bool StartsWithStable(List<string> words) =>
        words.Count >= _stable.Count && words.Take(_stable.Count).SequenceEqual(_stable, StringComparer.Ordinal);
}
