namespace Parley.Engine.Sessions;

/// <summary>Where a session stands; it only moves downwards.</summary>
public enum SessionState
{
    /// <summary>Takes audio.</summary>
    Active,

    /// <summary>Takes no more audio; finals are on their way.</summary>
    Draining,

    /// <summary>Everything is said; the events can be read for a little longer.</summary>
    Ended,
}
