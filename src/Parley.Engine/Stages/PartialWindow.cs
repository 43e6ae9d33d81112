using Parley.Audio;
using Parley.Providers;

namespace Parley.Engine.Stages;

/// <summary>
/// What partials decode of one utterance: all of it, until it is long. Then a sentence that was heard at the pause behind it, and
/// again to the letter amid what follows, is said: partials begin behind it, and are shown with it before them. The final is
/// decoded from the utterance's beginning. Positions are samples, 16 kHz.
/// </summary>
/// <param name="start">Where the speech of the utterance begins.</param>
internal sealed class PartialWindow(long start)
{
    /// <summary>Up to so much speech, what a partial costs is above all its newest words.</summary>
    public const long Long = 6 * AudioFormat.EngineRate;

    private Recognition? _said;
    private Sentence? _sentence;
    private string _gap = "";

    /// <summary>Where the speech begins that is decoded.</summary>
    public long Start { get; private set; } = start;

    /// <summary>Where what was said before it ends; null: nothing was.</summary>
    public long? Bound { get; private set; }

    /// <summary>What was heard last of what is decoded, in the model's own units, for the next hearing to begin with.</summary>
    public IReadOnlyList<int>? Draft { get; private set; }

    /// <summary>Speech goes on after a pause.</summary>
    /// <param name="heard">All that was heard of the utterance up to there.</param>
    public void Resume(long pausedAt, long resumedAt, Recognition heard)
    {
        Draft = (_said is null ? heard.Tokens : Rest(_said.Tokens, heard.Tokens)) ?? Draft;
        if (Words.EndSentence(heard.Text))
        {
            _sentence = new Sentence(pausedAt, resumedAt, heard);
        }
    }

    /// <summary>Takes what a partial heard up to <paramref name="end"/>; returns what was heard of the whole utterance.</summary>
    public Recognition Hear(Recognition heard, long end)
    {
        Draft = heard.Tokens ?? Draft;
        var whole = _said is null ? heard : heard.Text.Length == 0 ? _said : Join(_said, heard);
        if (_sentence is { } sentence && end - Start >= Long && Follows(sentence.Heard.Text, whole.Text))
        {
            (_said, _sentence) = (sentence.Heard, null);
            (Bound, Start) = (sentence.PausedAt, sentence.ResumedAt);
            _gap = char.IsWhiteSpace(whole.Text[_said.Text.Length]) ? " " : "";
            Draft = Rest(_said.Tokens, whole.Tokens);
        }

        return whole;
    }

    /// <summary>Whether the text begins with the sentence, to the letter, and goes on with another word.</summary>
    private static bool Follows(string sentence, string text) =>
        text.Length > sentence.Length && text.StartsWith(sentence, StringComparison.Ordinal)
        && (char.IsWhiteSpace(text[sentence.Length]) || Words.IsIdeograph(text[sentence.Length]));

    private static List<int>? Rest(IReadOnlyList<int>? begin, IReadOnlyList<int>? whole) =>
        begin is not null && whole is not null && whole.Take(begin.Count).SequenceEqual(begin) ? [.. whole.Skip(begin.Count)] : null;

    private Recognition Join(Recognition said, Recognition heard) => heard with
    {
        Text = said.Text + _gap + heard.Text,
        Words = null,
        Tokens = said.Tokens is { } tokens && heard.Tokens is { } more ? [.. tokens, .. more] : null,
        WordConfidences = _gap.Length > 0 && said.WordConfidences is { } sure && heard.WordConfidences is { } newer ? [.. sure, .. newer] : null,
    };

    private sealed record Sentence(long PausedAt, long ResumedAt, Recognition Heard);
}
