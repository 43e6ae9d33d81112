using Parley.Providers;

namespace Parley.Local.Scheduling;

/// <summary>What waits for an engine thread, and the rule by which it is taken. Not thread-safe.</summary>
internal sealed class WorkQueue
{
    private static readonly int Classes = Enum.GetValues<Urgency>().Length;

    private readonly List<WorkItem>[] _waiting = [.. Enumerable.Range(0, Classes).Select(_ => new List<WorkItem>())];
    private readonly Dictionary<string, long> _served = new(StringComparer.Ordinal);
    private long _turn;

    public int Count { get; private set; }

    /// <summary>How many wait of each urgency.</summary>
    public int[] Counts => Array.ConvertAll(_waiting, list => list.Count);

    /// <summary>The finals that wait, and what may become one.</summary>
    public List<WorkItem> Urgent() => [.. _waiting[(int)Urgency.Final], .. _waiting[(int)Urgency.Speculative]];

    public void Add(WorkItem item)
    {
        _waiting[(int)item.Urgency].Add(item);
        Count++;
    }

    public bool Remove(WorkItem item)
    {
        var removed = _waiting[(int)item.Urgency].Remove(item);
        Count -= removed ? 1 : 0;
        return removed;
    }

    /// <summary>Guesses whose time has come at <paramref name="now"/> (timestamp) are finals.</summary>
    public void Promote(long now)
    {
        foreach (var item in _waiting[(int)Urgency.Speculative].Where(item => item.AwaitedAt <= now).ToList())
        {
            _waiting[(int)Urgency.Speculative].Remove(item);
            item.BecomeFinal();
            _waiting[(int)Urgency.Final].Add(item);
        }
    }

    /// <summary>When the first of the guesses will be awaited (timestamp); null: none is to be.</summary>
    public long? NextAwaited => _waiting[(int)Urgency.Speculative].Min(item => item.AwaitedAt);

    /// <summary>Takes the item whose turn it is; null when none waits that may be taken.</summary>
    /// <param name="load">What is to wait.</param>
    /// <param name="batch">Whether batch work may be taken.</param>
    public WorkItem? TakeNext(EngineLoad load = default, bool batch = true)
    {
        var open = Enumerable.Range(0, batch ? Classes : (int)Urgency.Batch)
            .Select(urgency => (Urgency)urgency switch
            {
                Urgency.Speculative when load.GuessesWait => [.. _waiting[urgency].Where(item => item.AwaitedAt is null)],
                Urgency.Partial when load.PartialsWait => [],
                _ => _waiting[urgency],
            })
            .Where(list => list.Count > 0)
            .ToList();
        if (open.Count == 0)
        {
            return null;
        }

        var chosen = Impatient(open) ?? FairestOf(open[0]);
        Remove(chosen);
        foreach (var list in open.Where(list => list.Count > 0))
        {
            list[0].PassedOver++;
        }

        Serve(chosen.Session);
        return chosen;
    }

    /// <summary>
    /// Takes what can be done in one go with <paramref name="first"/>, which was just taken: equally urgent work, of
    /// sessions served longest ago first. A guess makes no final wait for it, since every other guess comes to nothing.
    /// </summary>
    /// <param name="waited">How long that one has waited.</param>
    public List<WorkItem> TakeMates(WorkItem first, TimeSpan waited)
    {
        var mates = BatchShape.Mates(
            first, waited, _waiting[(int)first.Urgency].OrderBy(item => _served.GetValueOrDefault(item.Session)));
        foreach (var mate in mates)
        {
            Remove(mate);
            Serve(mate.Session);
        }

        return mates;
    }

    public List<WorkItem> TakeAll()
    {
        List<WorkItem> all = [.. _waiting.SelectMany(list => list)];
        Array.ForEach(_waiting, list => list.Clear());
        Count = 0;
        return all;
    }

    /// <summary>Of each urgency the oldest counts its turns: neither more urgent work nor ever new sessions starve it.</summary>
    private static WorkItem? Impatient(List<List<WorkItem>> open) => open
        .Select(list => list[0])
        .FirstOrDefault(item => item.PassedOver >= EngineScheduler.PatienceTurns);

    /// <summary>Of equally urgent work, that of the session served longest ago; of one session's, the oldest.</summary>
    private WorkItem FairestOf(List<WorkItem> list) => list.MinBy(item => _served.GetValueOrDefault(item.Session))!;

    private void Serve(string session)
    {
        _served[session] = ++_turn;
        if (_served.Count > 4_096)
        {
            // Sessions long gone: forgetting them only makes a returning one first in line.
            foreach (var (key, turn) in _served.ToArray())
            {
                if (turn < _turn - 2_048)
                {
                    _served.Remove(key);
                }
            }
        }
    }
}
