using Parley.Events;

namespace Parley.Engine.Turns;

/// <summary>
/// Decides where utterances start and end. A pure state machine: voice frames in, marks out; its clock is the audio.
/// <code>
/// Idle ──speech──▶ Speaking ──quiet──▶ Paused ──silence──▶ Idle
///                     ▲                  │
///                     └─────speech───────┘        Speaking/Paused ──too long──▶ cut ──▶ Speaking
/// </code>
/// Positions are samples at the engine's 16 kHz.
/// </summary>
public sealed class Endpointer
{
    private const int SamplesPerMs = 16;

    /// <summary>A soft onset flickers for no longer than this: what was voiced before it is no part of the utterance.</summary>
    private const long LongestOnset = 500 * SamplesPerMs;

    private readonly EndpointerTuning _tuning;
    private readonly bool _manual;
    private readonly long _silence;
    private readonly long _shortest;
    private readonly long _longest;
    private readonly QuietestPoint _quietest;
    private State _state = State.Idle;
    private long _start;
    private long _speechEnd;
    private long _candidate;
    private int _run;
    private bool _sentenceEnded;

    public Endpointer(EndpointingOptions options, EndpointerTuning tuning)
    {
        _tuning = options.Threshold is { } threshold ? tuning.StartingAt((float)threshold) : tuning;
        _manual = options.Manual;
        _silence = (long)options.SilenceMs * SamplesPerMs;
        _shortest = tuning.ShortestSilence(options) ?? _silence;
        _longest = (long)options.MaxUtteranceMs * SamplesPerMs;
        _quietest = new QuietestPoint(_longest / 3);
    }

    private enum State
    {
        Idle,
        Speaking,
        Paused,
    }

    /// <summary>Whether an utterance is open.</summary>
    public bool Open => _state != State.Idle;

    /// <summary>Where the open utterance starts.</summary>
    public long Start => _start;

    private long SilenceNeeded => _sentenceEnded ? _shortest : _silence;

    /// <summary>The audio begins where the utterance before was cut: in the middle of speech.</summary>
    public void Continue(ICollection<TurnMark> marks) => Begin(0, 0, marks);

    /// <summary>Takes the next frame and adds what follows from it, in order, to <paramref name="marks"/>.</summary>
    public void Advance(in VoiceFrame frame, ICollection<TurnMark> marks)
    {
        if (_state == State.Idle)
        {
            Listen(frame, marks);
            return;
        }

        _quietest.Add(frame);
        var voiced = frame.Probability >= (_state == State.Paused ? _tuning.StartThreshold : _tuning.EndThreshold);
        if (voiced)
        {
            Hear(frame, marks);
        }
        else
        {
            Wait(frame, marks);
        }

        if (Open && frame.End - _start >= _longest)
        {
            Cut(frame, marks);
        }
    }

    /// <summary>The text so far ends a sentence: in this pause a shorter silence will do.</summary>
    public void SentenceEnded() => _sentenceEnded = _state == State.Paused;

    /// <summary>Closes the open utterance where speech was last heard.</summary>
    public void Close(SpeechEndReason reason, ICollection<TurnMark> marks)
    {
        if (Open)
        {
            marks.Add(new TurnMark(TurnMarkKind.Ended, _speechEnd, reason));
        }

        _state = State.Idle;
        _run = 0;
        _sentenceEnded = false;
    }

    private void Listen(in VoiceFrame frame, ICollection<TurnMark> marks)
    {
        if (_run > 0 && frame.End - _candidate > LongestOnset)
        {
            _run = 0;
        }

        if (frame.Probability < _tuning.StartThreshold)
        {
            // Between the thresholds a run neither grows nor breaks: a soft onset flickers.
            _run = frame.Probability < _tuning.EndThreshold ? 0 : _run;
            return;
        }

        if (_run++ == 0)
        {
            _candidate = frame.Start;
        }

        if (_run >= _tuning.StartFrames)
        {
            Begin(_candidate, frame.End, marks);
        }
    }

    private void Begin(long start, long speechEnd, ICollection<TurnMark> marks)
    {
        _state = State.Speaking;
        _run = 0;
        _start = start;
        _speechEnd = speechEnd;
        _sentenceEnded = false;
        _quietest.Clear();
        marks.Add(new TurnMark(TurnMarkKind.Started, start, default));
    }

    private void Hear(in VoiceFrame frame, ICollection<TurnMark> marks)
    {
        _speechEnd = frame.End;
        if (_state == State.Paused)
        {
            _state = State.Speaking;
            _sentenceEnded = false;
            marks.Add(new TurnMark(TurnMarkKind.Resumed, frame.Start, default));
        }
    }

    private void Wait(in VoiceFrame frame, ICollection<TurnMark> marks)
    {
        var quiet = frame.End - _speechEnd;
        if (_state == State.Speaking && quiet >= _tuning.PauseMs * SamplesPerMs)
        {
            _state = State.Paused;
            marks.Add(new TurnMark(TurnMarkKind.Paused, _speechEnd, default));
        }

        if (_state == State.Paused && !_manual && quiet >= SilenceNeeded)
        {
            Close(SpeechEndReason.Silence, marks);
        }
    }

    private void Cut(in VoiceFrame frame, ICollection<TurnMark> marks)
    {
        var cut = _quietest.Find(frame.End);
        if (_speechEnd <= cut)
        {
            // Nothing was said after the cut: the speaker has stopped, and silence is no utterance.
            Close(SpeechEndReason.MaxLength, marks);
            return;
        }

        marks.Add(new TurnMark(TurnMarkKind.Ended, cut, SpeechEndReason.MaxLength));
        Begin(cut, _speechEnd, marks);
    }
}
