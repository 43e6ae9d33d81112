using Parley.Events;

namespace Parley.Engine.Stages;

/// <summary>
/// What follows from what a session says: events in, further events out, later and on other threads. Nothing in it ever
/// waits for the session, nor the session for it.
/// </summary>
internal interface IEventStage : IDisposable
{
    /// <summary>Nothing is to come unless another event does.</summary>
    bool Idle { get; }

    /// <summary>Takes an event that the session has just said.</summary>
    void Take(SessionEvent said);

    /// <summary>An utterance held no words: no final follows it.</summary>
    void TakeWordless(int utterance);

    /// <summary>The session is on its way out: what is under way is broken off and nothing begins.</summary>
    void Stop();
}
