using System.Collections.Concurrent;

namespace Parley.Local.Scheduling;

/// <summary>
/// Hands results out on a thread of its own: whoever waits for one goes on in the thread pool, which may start a thread for
/// it, and that would inherit the engine's low priority for as long as it lives. Bounded by what the engine threads run.
/// </summary>
internal sealed class Deliveries : IDisposable
{
    private readonly BlockingCollection<WorkItem> _done = [];

    public Deliveries() => new Thread(Deliver) { IsBackground = true, Name = "parley-results" }.Start();

    public void Add(WorkItem item) => _done.Add(item);

    /// <summary>What was added is still handed out.</summary>
    public void Dispose() => _done.CompleteAdding();

    private void Deliver()
    {
        foreach (var item in _done.GetConsumingEnumerable())
        {
            item.Settle();
        }

        _done.Dispose();
    }
}
