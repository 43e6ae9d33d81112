namespace Parley.Server.Commands.Transcribe;

/// <summary>Times the work on one recording and tells how far it is.</summary>
internal sealed class WorkClock(TimeProvider time, Action<WorkDone> show) : IProgress<TimeSpan>
{
    private readonly long _started = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <param name="value">Audio taken so far.</param>
    public void Report(TimeSpan value) => show(new WorkDone(value, Elapsed));
}

/// <summary>How far the work on a recording is.</summary>
internal readonly record struct WorkDone(TimeSpan Audio, TimeSpan Elapsed);
