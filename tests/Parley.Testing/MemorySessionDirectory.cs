using Parley.Cluster;
using Parley.Failures;

namespace Parley.Testing;

/// <summary>
/// A directory for several nodes in one process. A test can take it away for a while (<see cref="Gone"/>), and can take
/// away what it holds (<see cref="Clear"/>).
/// </summary>
public sealed class MemorySessionDirectory(TimeProvider time, int eventCapacity = 4_096) : ISessionDirectory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (SessionImage Image, long Ends)> _records = new(StringComparer.Ordinal);
    private readonly HashSet<string> _over = new(StringComparer.Ordinal);
    private readonly List<(string Id, Action Changed)> _watches = [];
    private readonly List<(string Node, Action<string> Lost)> _claims = [];

    /// <summary>Whether every call fails.</summary>
    public bool Gone { get; set; }

    /// <summary>What every write waits for.</summary>
    public Func<Task> BeforeWrite { get; set; } = () => Task.CompletedTask;

    /// <summary>Writes that were refused because of their term.</summary>
    public int FencedWrites { get; private set; }

    /// <summary>Records that live.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _records.Values.Count(record => record.Ends > time.GetTimestamp());
            }
        }
    }

    /// <summary>Forgets everything, as after a restart without a disk.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _records.Clear();
            _over.Clear();
        }
    }

    public async Task<Outcome<WriteVerdict>> WriteAsync(SessionWrite write)
    {
        await BeforeWrite();
        return Answer(() => OfTerm(write.Id, write.Term, image => write.Revision <= image.Revision ? image : image with
        {
            Revision = write.Revision,
            Checkpoint = write.Checkpoint,
            Reserved = write.Reserved,
            First = write.First,
            TimeToLive = write.TimeToLive,
            Events = [.. image.Events, .. write.Events.Where(item => item.Sequence > image.Last)],
            Last = Math.Max(image.Last, write.Events.Select(item => item.Sequence).DefaultIfEmpty().Max()),
        }));
    }

    public async Task<Outcome<WriteVerdict>> ReplaceAsync(SessionImage image)
    {
        await BeforeWrite();
        return Answer(() =>
        {
            if (_over.Contains(image.Id) || (Find(image.Id) is { } there && there.Term > image.Term))
            {
                FencedWrites++;
                return WriteVerdict.Fenced;
            }

            Put(image with { Last = image.Events.Select(item => item.Sequence).DefaultIfEmpty().Max() });
            return WriteVerdict.Accepted;
        });
    }

    public Task<Outcome<SessionImage>> ReadAsync(string id, long after) => Task.FromResult<Outcome<SessionImage>>(Gone ? Unreachable : Find(id) is { } image
        ? image with { Events = [.. image.Events.Where(item => item.Sequence > after)] }
        : NotFound);

    public Task<Outcome<SessionImage>> ClaimAsync(string id, string node)
    {
        Outcome<SessionImage> claimed;
        Action<string>[] losers;
        lock (_gate)
        {
            if (Gone || Find(id) is not { } image)
            {
                return Task.FromResult<Outcome<SessionImage>>(Gone ? Unreachable : NotFound);
            }

            losers = [.. _claims.Where(watch => string.Equals(watch.Node, image.Owner, StringComparison.Ordinal)).Select(watch => watch.Lost)];
            Put(image with { Term = image.Term + 1, Owner = node, Revision = 0 });
            claimed = Find(id)!;
        }

        Array.ForEach(losers, lost => lost(id));
        return Task.FromResult(claimed);
    }

    public Task<Outcome<WriteVerdict>> ReleaseAsync(string id, long term) =>
        Task.FromResult(Answer(() => OfTerm(id, term, image => image with { Owner = "" })));

    public Task<Outcome<WriteVerdict>> RemoveAsync(string id, long term) => Task.FromResult(Answer(() => OfTerm(id, term, _ => null)));

    public Task<Outcome<IReadOnlyList<string>>> RenewAsync(IReadOnlyList<SessionLease> sessions)
    {
        if (Gone)
        {
            return Task.FromResult<Outcome<IReadOnlyList<string>>>(Unreachable);
        }

        lock (_gate)
        {
            List<string> lost = [.. sessions.Where(session => Find(session.Id)?.Term != session.Term).Select(session => session.Id)];
            foreach (var session in sessions.Where(session => Find(session.Id)?.Term == session.Term))
            {
                _records[session.Id] = (_records[session.Id].Image, After(session.TimeToLive));
            }

            return Task.FromResult(Outcome.Of<IReadOnlyList<string>>(lost));
        }
    }

    public Task<IAsyncDisposable> WatchAsync(string id, Action changed) => AddAsync(_watches, (id, changed));

    public Task<IAsyncDisposable> WatchClaimsAsync(string node, Action<string> lost) => AddAsync(_claims, (node, lost));

    private static ParleyError Unreachable { get; } = new(ErrorCodes.ResumeUnavailable, "The directory is not there.") { Retry = true };

    private static ParleyError NotFound { get; } = new(ErrorCodes.SessionNotFound, "There is no such session.") { Param = "id" };

    private Outcome<WriteVerdict> Answer(Func<WriteVerdict> write)
    {
        lock (_gate)
        {
            return Gone ? Unreachable : write();
        }
    }

    private WriteVerdict OfTerm(string id, long term, Func<SessionImage, SessionImage?> change)
    {
        if (Find(id) is not { } image)
        {
            return _over.Contains(id) ? WriteVerdict.Fenced : WriteVerdict.Missing;
        }

        if (image.Term != term)
        {
            FencedWrites++;
            return WriteVerdict.Fenced;
        }

        if (change(image) is { } changed)
        {
            Put(changed);
        }
        else
        {
            _records.Remove(id);
            _over.Add(id);
        }

        return WriteVerdict.Accepted;
    }

    private SessionImage? Find(string id)
    {
        lock (_gate)
        {
            return _records.TryGetValue(id, out var record) && record.Ends > time.GetTimestamp() ? record.Image : null;
        }
    }

    private void Put(SessionImage image)
    {
        var over = image.Events.Count - eventCapacity;
        var kept = over > 0 ? image with { Events = [.. image.Events.Skip(over)], First = Math.Max(image.First, image.Events[over].Sequence) } : image;
        _records[image.Id] = (kept, After(image.TimeToLive));
        foreach (var (_, changed) in _watches.Where(watch => string.Equals(watch.Id, image.Id, StringComparison.Ordinal)))
        {
            _ = Task.Run(changed);
        }
    }

    private long After(TimeSpan span) => time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency);

    private Task<IAsyncDisposable> AddAsync<T>(List<T> list, T item)
    {
        lock (_gate)
        {
            list.Add(item);
        }

        return Task.FromResult<IAsyncDisposable>(new Watch(() =>
        {
            lock (_gate)
            {
                list.Remove(item);
            }
        }));
    }

    private sealed class Watch(Action end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            end();
            return ValueTask.CompletedTask;
        }
    }
}
