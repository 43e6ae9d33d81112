namespace Parley.Events;

/// <summary>An event with its place in the session's event log.</summary>
/// <param name="Sequence">From 1, each one more than the one before.</param>
public readonly record struct LoggedEvent(long Sequence, SessionEvent Event);
