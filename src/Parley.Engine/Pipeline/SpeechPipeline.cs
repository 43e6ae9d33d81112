using Parley.Audio.Resampling;
using Parley.Audio;
using Parley.Engine.Stages;
using Parley.Engine.Turns;
using Parley.Events;

namespace Parley.Engine.Pipeline;

/// <summary>
/// What one session's audio flows through:
/// 1. resample to 16 kHz, 2. keep what may be decoded, 3. judge each frame, 4. decide turns, 5. recognise.
/// Runs on the session's loop; allocates nothing per frame.
/// </summary>
internal sealed class SpeechPipeline(
    Resampler resampler, SpeechGate gate, Endpointer endpointer, RecognitionStage stage, SampleHistory history) : IDisposable
{
    /// <summary>Audio kept before speech is noticed: the margin before an utterance and what the detector takes to notice.</summary>
    private const int PreRoll = AudioFormat.EngineRate;

    private readonly float[] _frame = new float[gate.FrameLength];
    private readonly List<TurnMark> _marks = [];
    private float[] _resampled = [];
    private int _from;
    private int _to;
    private int _filled;
    private Action? _later;

    /// <summary>The 16 kHz sample before which nothing will be decoded any more.</summary>
    /// <remarks>At the edge of a frame: who begins to listen there judges the same frames.</remarks>
    public long Settled
    {
        get
        {
            var settled = Math.Max(0, (stage.Oldest ?? history.End) - PreRoll);
            return settled - (settled % gate.FrameLength);
        }
    }

    /// <summary>The 16 kHz sample before which everything that was said has its final, and no final reaches beyond it.</summary>
    public long Final => Math.Max(Settled, stage.FinishedAt);

    /// <summary>One past the newest 16 kHz sample.</summary>
    public long End => history.End;

    /// <summary>A frame is judged together with those of others: until then no more audio is taken, and nothing closed.</summary>
    public bool Waiting { get; private set; }

    /// <summary>The utterance before was cut where the audio begins.</summary>
    public void Continue()
    {
        endpointer.Continue(_marks);
        Act();
    }

    /// <summary>Takes the next samples at the input rate.</summary>
    /// <param name="later">
    /// Called, on any thread, when <see cref="Resume"/> has something to do. Null: each frame is judged at once, since more audio
    /// waits than anybody speaks meanwhile.
    /// </param>
    public void Take(ReadOnlySpan<float> input, Action? later)
    {
        var most = resampler.MaxOutput(input.Length);
        if (_resampled.Length < most)
        {
            _resampled = new float[most];
        }

        (_from, _to, _later) = (0, resampler.Process(input, _resampled), later);
        Listen();
    }

    /// <summary>Goes on where a frame was waited for; false while it is not judged, or where none is.</summary>
    public bool Resume()
    {
        if (!Waiting || !gate.TryTake(out var judged))
        {
            return false;
        }

        Waiting = false;
        Follow(judged);
        Listen();
        return true;
    }

    /// <summary>Takes what the engine has finished.</summary>
    public void Collect()
    {
        if (stage.Collect())
        {
            endpointer.SentenceEnded();
        }
    }

    /// <summary>Closes the open utterance, if any: the client asked for it, or no audio comes.</summary>
    public void Close(SpeechEndReason reason)
    {
        endpointer.Close(reason, _marks);
        Act();
    }

    /// <summary>The audio ends or breaks off here: what the resampler holds is heard, and the open utterance is closed.</summary>
    public void Break()
    {
        Span<float> rest = stackalloc float[256];
        for (var count = resampler.Flush(rest); count > 0; count = resampler.Flush(rest))
        {
            ListenNow(rest[..count]);
        }

        resampler.Reset();
        if (_filled > 0)
        {
            Span<float> silence = stackalloc float[_frame.Length - _filled];
            silence.Clear();
            ListenNow(silence);
        }

        gate.Reset();
        Close(SpeechEndReason.InputEnded);
        history.Break();
    }

    public void Dispose()
    {
        resampler.Dispose();
        gate.Dispose();
        history.Dispose();
    }

    /// <summary>Hears what was resampled, up to a frame that is judged later.</summary>
    private void Listen()
    {
        while (_from < _to)
        {
            _from += Fill(_resampled.AsSpan(_from, _to - _from));
            if (_filled < _frame.Length)
            {
                return;
            }

            if (_later is null)
            {
                Follow(gate.Judge(_frame, history.End));
            }
            else if (gate.TryJudge(_frame, history.End, _later, out var judged))
            {
                Follow(judged);
            }
            else
            {
                Waiting = true;
                return;
            }
        }
    }

    private void ListenNow(ReadOnlySpan<float> samples)
    {
        while (!samples.IsEmpty)
        {
            samples = samples[Fill(samples)..];
            if (_filled == _frame.Length)
            {
                Follow(gate.Judge(_frame, history.End));
            }
        }
    }

    private int Fill(ReadOnlySpan<float> samples)
    {
        var take = Math.Min(samples.Length, _frame.Length - _filled);
        samples[..take].CopyTo(_frame.AsSpan(_filled));
        _filled += take;
        return take;
    }

    /// <summary>The frame is part of what was heard: decides what follows from it.</summary>
    private void Follow(in VoiceFrame judged)
    {
        _filled = 0;
        history.Append(_frame);
        endpointer.Advance(judged, _marks);
        Act();
        stage.Hear();
        history.Trim(Settled);
    }

    private void Act()
    {
        foreach (var mark in _marks)
        {
            switch (mark.Kind)
            {
                case TurnMarkKind.Started:
                    stage.Start(mark.At);
                    break;
                case TurnMarkKind.Paused:
                    stage.Pause(mark.At);
                    break;
                case TurnMarkKind.Resumed:
                    stage.Resume(mark.At);
                    break;
                default:
                    stage.End(mark.At, mark.Reason);
                    break;
            }
        }

        _marks.Clear();
    }
}
