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
    private int _filled;

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

    /// <summary>The utterance before was cut where the audio begins.</summary>
    public void Continue()
    {
        endpointer.Continue(_marks);
        Act();
    }

    /// <summary>Takes the next samples at the input rate.</summary>
    public void Take(ReadOnlySpan<float> input)
    {
        var most = resampler.MaxOutput(input.Length);
        if (_resampled.Length < most)
        {
            _resampled = new float[most];
        }

        Listen(_resampled.AsSpan(0, resampler.Process(input, _resampled)));
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
            Listen(rest[..count]);
        }

        resampler.Reset();
        if (_filled > 0)
        {
            Span<float> silence = stackalloc float[_frame.Length - _filled];
            silence.Clear();
            Listen(silence);
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

    private void Listen(ReadOnlySpan<float> samples)
    {
        while (!samples.IsEmpty)
        {
            var take = Math.Min(samples.Length, _frame.Length - _filled);
            samples[..take].CopyTo(_frame.AsSpan(_filled));
            samples = samples[take..];
            _filled += take;
            if (_filled == _frame.Length)
            {
                _filled = 0;
                Frame();
            }
        }
    }

    private void Frame()
    {
        var start = history.End;
        history.Append(_frame);
        endpointer.Advance(gate.Judge(_frame, start), _marks);
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
                    stage.Resume();
                    break;
                default:
                    stage.End(mark.At, mark.Reason);
                    break;
            }
        }

        _marks.Clear();
    }
}
