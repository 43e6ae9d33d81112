using Parley.Engine.Sessions;
using Parley.Engine.Telemetry;
using Parley.Events;
using Parley.Failures;

namespace Parley.Engine.Stages.Translating;

/// <summary>
/// Translates what is said in one session: each target has a lane of its own, so that none waits for another, and nobody
/// who speaks waits for any.
/// </summary>
internal sealed class TranslationStage : IEventStage
{
    private readonly Lock _gate = new();
    private readonly Interpreter _interpreter;
    private readonly TranslationLimits _limits;
    private readonly TranslationMetrics _metrics;
    private readonly EventLog _events;
    private readonly Action _wake;
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private readonly List<TranslationLane> _retired = [];
    private Dictionary<string, TranslationLane> _lanes = [];
    private string _language;
    private ITimer? _patience;

    public TranslationStage(
        SessionOptions options, Interpreter interpreter, TranslationLimits limits, TranslationMetrics metrics, EventLog events, Action wake, TimeProvider time)
    {
        (_interpreter, _limits, _metrics, _events, _wake, _language, _time) = (interpreter, limits, metrics, events, wake, options.Language, time);
        _capacity = options.Mode == SessionMode.Stream ? limits.PendingFinals : limits.PendingBatchFinals;
        Change(options.Translate);
    }

    public bool Idle
    {
        get
        {
            lock (_gate)
            {
                return _lanes.Values.Concat(_retired).All(lane => lane.Idle);
            }
        }
    }

    /// <summary>Translates to these targets from now on; what waits for one that is left out is still translated.</summary>
    public void Change(TranslateOptions? options)
    {
        lock (_gate)
        {
            var lanes = new Dictionary<string, TranslationLane>(StringComparer.OrdinalIgnoreCase);
            foreach (var target in options?.Targets ?? [])
            {
                if (_lanes.Remove(target, out var lane))
                {
                    lane.Change(options!);
                }

                lanes[target] = lane ?? new TranslationLane(target, options!, _interpreter, _capacity, _metrics, _events.Append, Rested);
            }

            _retired.RemoveAll(lane => lane.Idle);
            foreach (var lane in _lanes.Values)
            {
                lane.Retire();
                _retired.Add(lane);
            }

            _lanes = lanes;
        }
    }

    /// <summary>What is said is in this language from now on.</summary>
    public void Hear(string language)
    {
        lock (_gate)
        {
            _language = language;
        }
    }

    public void Take(SessionEvent said)
    {
        lock (_gate)
        {
            foreach (var lane in _lanes.Values)
            {
                switch (said)
                {
                    case TranscriptPartial partial:
                        lane.Take(partial, _language);
                        break;
                    case TranscriptFinal final:
                        lane.Take(final);
                        break;
                }
            }
        }
    }

    public void TakeWordless(int utterance)
    {
        lock (_gate)
        {
            foreach (var lane in _lanes.Values)
            {
                lane.TakeWordless(utterance);
            }
        }
    }

    /// <summary>Goes on where another node stood: translates the finals that it did not come to.</summary>
    public void Recall(IReadOnlyList<SessionEvent> said)
    {
        lock (_gate)
        {
            foreach (var (target, lane) in _lanes)
            {
                Recall(said, target, lane);
            }
        }
    }

    /// <summary>No more is said: what waits is translated, as long as the translators get on with it.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            _patience ??= _time.CreateTimer(_ => GiveUp(), null, _limits.DrainPatience, _limits.DrainPatience);
        }
    }

    public void Stop() => ForEach(lane => lane.Stop());

    public void Dispose()
    {
        Stop();
        lock (_gate)
        {
            _patience?.Dispose();
        }
    }

    private static void Recall(IReadOnlyList<SessionEvent> said, string target, TranslationLane lane)
    {
        var done = said.Select(item => item switch
        {
            TranslationFinal final when Is(final.Target, target) => final.Utterance,
            TranslationFailed failed when Is(failed.Target, target) => failed.Utterance,
            _ => 0,
        }).DefaultIfEmpty().Max();
        foreach (var partial in said.OfType<TranslationPartial>().Where(item => Is(item.Target, target) && item.Utterance > done))
        {
            lane.Recall(partial.Utterance, partial.Stable);
        }

        // A target that was asked for in the middle begins there.
        var asked = said.Select((item, at) => item is SessionUpdated ? at + 1 : 0).DefaultIfEmpty().Max();
        foreach (var final in said.Skip(done == 0 ? asked : 0).OfType<TranscriptFinal>().Where(item => item.Utterance > done))
        {
            lane.Take(final);
        }
    }

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private void GiveUp()
    {
        var why = new ParleyError(
            ErrorCodes.ProviderFailed, $"The translator did not get on for {_limits.DrainPatience.TotalSeconds:0.#} s after the end of the audio.");
        ForEach(lane => lane.Clear(why));
        _wake();
    }

    private void ForEach(Action<TranslationLane> act)
    {
        lock (_gate)
        {
            foreach (var lane in _lanes.Values.Concat(_retired))
            {
                act(lane);
            }
        }
    }

    /// <summary>A lane has done something, or has nothing more to do.</summary>
    private void Rested(bool useful)
    {
        if (useful)
        {
            Volatile.Read(ref _patience)?.Change(_limits.DrainPatience, _limits.DrainPatience);
        }

        _wake();
    }
}
