using Parley.Engine.Sessions;

namespace Parley.Engine.Admission;

/// <summary>
/// Sessions admitted a moment ago. What they will cost is not measured yet, so they are expected to speak as often as
/// those before them did: where connections stand silent, many may come at once. Not thread-safe.
/// </summary>
internal sealed class Newcomers(TimeSpan settling, TimeProvider time)
{
    /// <summary>How much one more session changes what is expected of the next.</summary>
    private const double Weight = 1.0 / 64;

    private readonly Queue<(Session Session, long At)> _settling = new();
    private double _speaking;

    public void Add(Session session)
    {
        Settle();
        _settling.Enqueue((session, time.GetTimestamp()));
    }

    /// <summary>How many speakers they are likely to become, besides those who already are.</summary>
    public double Expected()
    {
        Settle();
        return _speaking * _settling.Count(newcomer => !newcomer.Session.HasSpoken && newcomer.Session.State == SessionState.Active);
    }

    private void Settle()
    {
        while (_settling.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= settling)
        {
            _settling.Dequeue();
            _speaking += Weight * ((oldest.Session.HasSpoken ? 1 : 0) - _speaking);
        }
    }
}
