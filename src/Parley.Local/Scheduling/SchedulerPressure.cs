using Parley.Providers;

namespace Parley.Local.Scheduling;

/// <summary>
/// What the scheduler measured over the last <see cref="Seconds"/> seconds: who spoke, what share of the threads went
/// into finals, and how long finals waited. A guess at a final counts as one: most finals are guesses that came true; nobody waits for it before its time.
/// </summary>
internal sealed class SchedulerPressure(int workers, Func<IReadOnlyList<WorkItem>> urgent, TimeProvider time) : IEnginePressure
{
    /// <summary>Long enough for each who speaks to pause once, short enough to follow a crowd.</summary>
    public const int Seconds = 10;

    private const double Quantile = 0.95;

    /// <summary>From this share on the machine has no time left for what may come to nothing.</summary>
    private const double BusyShare = 0.6;

    /// <summary>What finals and partials may take together while it is so. The rest is for the network, and for finals that come all at once.</summary>
    private const double ShareWithPartials = 0.75;

    /// <summary>What partials may take in any case: enough for words to go on appearing, if late.</summary>
    private const double LeastForPartials = 0.03;

    private readonly Lock _gate = new();
    private readonly PressureSlice[] _slices = [.. Enumerable.Range(0, Seconds).Select(_ => new PressureSlice())];
    private readonly long _begun = time.GetTimestamp();

    /// <summary>Work was asked for.</summary>
    public void Asked(WorkItem item)
    {
        if (item.Urgency != Urgency.Batch)
        {
            lock (_gate)
            {
                Current().Speakers.Add(item.Session);
            }
        }
    }

    /// <summary>A thread has taken it.</summary>
    public void Taken(WorkItem item)
    {
        if (IsFinal(item))
        {
            lock (_gate)
            {
                Current().Waits.Add(Wait(item));
            }
        }
    }

    /// <summary>It was run.</summary>
    public void Ran(WorkItem item, TimeSpan duration)
    {
        lock (_gate)
        {
            var slice = Current();
            slice.Busy += IsFinal(item) ? duration : TimeSpan.Zero;
            slice.Showing += item.Urgency is Urgency.Partial ? duration : TimeSpan.Zero;
        }
    }

    /// <summary>What may wait now, by what the threads did in this second and the one before.</summary>
    public EngineLoad Now()
    {
        lock (_gate)
        {
            var elapsed = time.GetElapsedTime(_begun).TotalSeconds;
            var recent = _slices.Where(slice => slice.Covers((long)elapsed, seconds: 2)).ToList();
            var all = workers * (1 + elapsed - Math.Floor(elapsed));
            var finals = recent.Sum(slice => slice.Busy.TotalSeconds) / all;
            var partials = recent.Sum(slice => slice.Showing.TotalSeconds) / all;
            var busy = finals > BusyShare;
            return new EngineLoad(busy, busy && partials > Math.Max(LeastForPartials, ShareWithPartials - finals));
        }
    }

    public EnginePressure Measure()
    {
        var ages = urgent().Select(Wait).ToList();
        lock (_gate)
        {
            var second = Second();
            var recent = _slices.Where(slice => slice.Covers(second, Seconds)).ToList();
            var speakers = new HashSet<string>(recent.SelectMany(slice => slice.Speakers), StringComparer.Ordinal);
            var busy = recent.Sum(slice => slice.Busy.TotalSeconds);
            var measured = Math.Clamp(time.GetElapsedTime(_begun).TotalSeconds, 1, Seconds);
            return new EnginePressure(
                speakers.Count, busy / (measured * workers), WaitHistogram.Quantile(recent.Select(slice => slice.Waits), ages, Quantile));
        }
    }

    private static bool IsFinal(WorkItem item) => item.Urgency is Urgency.Final or Urgency.Speculative;

    private TimeSpan Wait(WorkItem item)
    {
        var wait = time.GetElapsedTime(item.WaitedForSince);
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private long Second() => (long)time.GetElapsedTime(_begun).TotalSeconds;

    private PressureSlice Current()
    {
        var second = Second();
        var slice = _slices[second % Seconds];
        slice.Begin(second);
        return slice;
    }
}
