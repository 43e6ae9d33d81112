using System.Text;
using Parley.Events;
using Parley.Failures;

namespace Parley.Server.Evaluation.Live;

/// <summary>Keeps what a live session said and when, and measures it against when the audio was sent.</summary>
/// <param name="clock">When each sample was sent.</param>
internal sealed class LiveRecorder(SendClock clock)
{
    private readonly SortedDictionary<int, Utterance> _utterances = [];
    private readonly StringBuilder _text = new();
    private int _open;
    private int _owed;

    /// <summary>Utterances that have started and not ended.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Utterances that have ended and have no final; some never get one.</summary>
    public int Owed => Volatile.Read(ref _owed);

    /// <summary>The first error that the session raised.</summary>
    public ParleyError? Error { get; private set; }

    /// <summary>The finals so far, joined.</summary>
    public string Text => _text.ToString();

    /// <summary>Takes the next event, which came at <paramref name="at"/>.</summary>
    public void Hear(SessionEvent said, TimeSpan at)
    {
        switch (said)
        {
            case SpeechStarted started:
                Of(started.Utterance).Start = started.Start;
                Interlocked.Increment(ref _open);
                break;
            case SpeechEnded ended:
                Of(ended.Utterance).Reason = ended.Reason;
                Interlocked.Increment(ref _owed);
                Interlocked.Decrement(ref _open);
                break;
            case TranscriptPartial partial:
                Of(partial.Utterance).Show(partial, at);
                break;
            case TranscriptFinal final:
                Of(final.Utterance).Close(final, at);
                Interlocked.Decrement(ref _owed);
                _text.Append(_text.Length > 0 ? " " : "").Append(final.Text);
                break;
            case ErrorRaised raised:
                Error ??= raised.Error;
                break;
        }
    }

    public LiveMeasures Measure()
    {
        var all = _utterances.Values.ToList();
        return new LiveMeasures
        {
            Utterances = all.Count,
            FirstPartials = [.. all.Where((u, i) => u.FirstPartialAt is not null && !(i > 0 && all[i - 1].Reason == SpeechEndReason.MaxLength))
                .Select(u => (u.FirstPartialAt!.Value - clock.SentAt(u.Start)).TotalMilliseconds)],
            Finals = [.. all.Where(u => u.FinalAt is not null && u.Reason == SpeechEndReason.Silence)
                .Select(u => (u.FinalAt!.Value - clock.SentBefore(u.End)).TotalMilliseconds)],
            Words = Sum(exact: false),
            ExactWords = Sum(exact: true),
            StableRewritten = all.Sum(u => u.StableRewritten),
            WorstSlip = clock.WorstSlip.TotalMilliseconds,
        };

        ShownWords Sum(bool exact) =>
            all.Aggregate(default(ShownWords), (sum, u) => sum + ShownWords.Of(u.Partials, u.Final, exact));
    }

    private Utterance Of(int number) =>
        _utterances.TryGetValue(number, out var held) ? held : _utterances[number] = new Utterance();

    private sealed class Utterance
    {
        private string _stable = "";

        public double Start { get; set; }

        public double End { get; private set; }

        public SpeechEndReason? Reason { get; set; }

        public TimeSpan? FirstPartialAt { get; private set; }

        public TimeSpan? FinalAt { get; private set; }

        public List<string> Partials { get; } = [];

        public string Final { get; private set; } = "";

        public int StableRewritten { get; private set; }

        public void Show(TranscriptPartial partial, TimeSpan at)
        {
            FirstPartialAt ??= at;
            Partials.Add(partial.Stable + partial.Tail);
            Stay(partial.Stable);
            _stable = partial.Stable;
        }

        public void Close(TranscriptFinal final, TimeSpan at)
        {
            (FinalAt, Final, End) = (at, final.Text, final.End);
            Stay(final.Text);
        }

        private void Stay(string text) => StableRewritten += text.StartsWith(_stable, StringComparison.Ordinal) ? 0 : 1;
    }
}
