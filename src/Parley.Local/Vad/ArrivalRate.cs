namespace Parley.Local.Vad;

/// <summary>How many frames are to be expected within <paramref name="span"/>, from those of the last eight such spans. Not thread-safe.</summary>
internal sealed class ArrivalRate(TimeProvider time, TimeSpan span)
{
    private const int Spans = 8;

    private long _began = time.GetTimestamp();
    private int _count;

    /// <summary>Of the last period that is over; 0 when nothing came since.</summary>
    public int Expected { get; private set; }

    public void Add()
    {
        var elapsed = time.GetElapsedTime(_began);
        if (elapsed >= Spans * span)
        {
            Expected = elapsed >= 2 * Spans * span ? 0 : _count / Spans;
            _began = time.GetTimestamp();
            _count = 0;
        }

        _count++;
    }
}
