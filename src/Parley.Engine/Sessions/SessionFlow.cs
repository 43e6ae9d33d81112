using Parley.Engine.Cluster;
using Parley.Engine.History;
using Parley.Engine.Pipeline;
using Parley.Engine.Stages;
using Parley.Engine.Telemetry;
using Parley.Events;

namespace Parley.Engine.Sessions;

/// <summary>Moves one session's audio through its pipeline, a piece at a time. Runs on the session's loop alone.</summary>
internal sealed class SessionFlow(
    SessionOptions options,
    AudioLog audio,
    SpeechPipeline pipeline,
    RecognitionStage stage,
    AudioTimeline timeline,
    EventLog events,
    EngineMetrics metrics) : IDisposable
{
    private readonly float[] _samples = new float[options.Input.Rate / 10];
    private readonly long _ackEvery = (long)options.Input.Rate * (options.Mode == SessionMode.Stream ? 1 : 30);

    /// <summary>Who has more audio waiting than this does not speak it meanwhile, and waits for no company.</summary>
    private readonly long _behind = options.Input.Rate / 4;

    private readonly FlushedAudio _flushes = new();
    private StallWatch? _stall;
    private int _stalled;
    private long _taken;
    private long _position;
    private long _acknowledged;
    private long _committed;
    private long _settled;
    private bool _ended;
    private bool _owed;

    /// <summary>Keeps the audio; null: nobody does.</summary>
    public AudioTap? Tap { get; init; }

    /// <summary>Everything before this position is final.</summary>
    public long Committed => Interlocked.Read(ref _settled);

    /// <summary>Whether an utterance was begun. On any thread.</summary>
    public bool HasSpoken => stage.Utterances > 0;

    /// <summary>
    /// Wakes the session's loop, so that a frame may be judged together with those of others, later; null: each is judged at once.
    /// </summary>
    public Action? Wake { get; init; }

    /// <summary>Called where an answer was asked for, when everything before it has been taken.</summary>
    public Action? Asked { get; init; }

    /// <summary>The audio has ended and everything said about it is said.</summary>
    public bool Done => _ended && stage.Idle;

    /// <summary>Closes an open utterance when no audio comes for <paramref name="limit"/>.</summary>
    public void WatchStall(TimeProvider time, TimeSpan limit, Action wake) =>
        _stall = new StallWatch(time, limit, () =>
        {
            Interlocked.Exchange(ref _stalled, 1);
            wake();
        });

    /// <summary>Nothing is being said, and everything that was said has its final.</summary>
    public bool AtPause => stage.Idle;

    /// <summary>Another node has come so far; the audio begins there. To be called first.</summary>
    public void Begin(SessionCheckpoint there)
    {
        _position = _acknowledged = _committed = there.Committed;
        Interlocked.Exchange(ref _settled, there.Committed);
        _taken = (long)Math.Round(there.AudioSeconds * options.Input.Rate);
        timeline.Rebase(0, there.Committed);
        stage.Begin(there.Utterances, there.SpeechSeconds);
        if (there.InSpeech)
        {
            pipeline.Continue();
        }
    }

    /// <summary>What another node needs to know to go on from here.</summary>
    public SessionCheckpoint Checkpoint() => new(Committed)
    {
        Utterances = stage.Finished,
        InSpeech = stage.CutThere,
        AudioSeconds = (double)Math.Max(0, _taken - (_position - Committed)) / options.Input.Rate,
        SpeechSeconds = stage.FinishedSeconds,
    };

    /// <summary>Utterances that begin from now on are in this language. On any thread.</summary>
    public void Hear(string language) => stage.Hear(language);

    public void AudioCame() => _stall?.Beat();

    /// <summary>Does what there is to do, at most a tenth of a second of audio; false when there was nothing.</summary>
    public bool Step()
    {
        pipeline.Collect();
        var worked = pipeline.Resume();
        if (!pipeline.Waiting)
        {
            if (Interlocked.Exchange(ref _stalled, 0) == 1)
            {
                pipeline.Close(SpeechEndReason.InputEnded);
            }

            worked |= !_ended && stage.HasRoom && Read();
        }

        Acknowledge();
        return worked;
    }

    public Usage Usage() => new(Math.Round((double)_taken / options.Input.Rate, 3), Math.Round(stage.SpeechSeconds, 3));

    public void Dispose()
    {
        _stall?.Dispose();
        Tap?.End();
        stage.Cancel();
        pipeline.Dispose();
    }

    private bool Read()
    {
        if (!audio.TryRead(_samples, out var count, out var mark))
        {
            return false;
        }

        if (mark is { } reached)
        {
            Obey(reached);
            return true;
        }

        Tap?.Take(_samples.AsSpan(0, count), _position);
        pipeline.Take(_samples.AsSpan(0, count), audio.Received - _position > _behind ? null : Wake);
        _taken += count;
        _position += count;
        metrics.Audio((double)count / options.Input.Rate);
        return true;
    }

    private void Obey(AudioMark mark)
    {
        switch (mark.Kind)
        {
            case AudioMarkKind.Flush:
                pipeline.Close(SpeechEndReason.Flush);
                _flushes.Add(stage.Started, _position);
                break;
            case AudioMarkKind.Ask:
                Asked?.Invoke();
                break;
            case AudioMarkKind.Gap:
                pipeline.Break();
                _position = mark.Position;
                timeline.Rebase(pipeline.End, mark.Position);
                break;
            default:
                pipeline.Break();
                _ended = true;
                break;
        }
    }

    private void Acknowledge()
    {
        _owed |= stage.TakeWordless() | _flushes.Settle(stage.Finished);
        var committed = Settle();
        Interlocked.Exchange(ref _settled, committed);
        if (_position - _acknowledged >= _ackEvery || (Done && _acknowledged < _position) || _owed || Owed(committed))
        {
            (_acknowledged, _committed, _owed) = (_position, committed, false);
            events.Append(new Ack(audio.Received, committed));
        }
    }

    private long Settle()
    {
        if (Done)
        {
            return _position;
        }

        var settled = pipeline.Final;
        var least = Math.Max(Committed, _flushes.Settled);
        if (!timeline.Knows(settled))
        {
            return least;
        }

        timeline.Forget(settled);
        return Math.Max(least, Math.Min(_position, timeline.Position(settled)));
    }

    /// <summary>A final moved what the client may forget by more than one interval's worth: say so at once.</summary>
    private bool Owed(long committed) => committed - _committed >= _ackEvery;
}
