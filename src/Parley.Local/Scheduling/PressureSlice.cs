namespace Parley.Local.Scheduling;

/// <summary>One second of measuring. Not thread-safe.</summary>
internal sealed class PressureSlice
{
    private long _second = -1;

    /// <summary>Sessions that asked for live work.</summary>
    public HashSet<string> Speakers { get; } = new(StringComparer.Ordinal);

    /// <summary>What finals waited that were taken in this second.</summary>
    public WaitHistogram Waits { get; } = new();

    /// <summary>What threads spent on finals that were done in this second.</summary>
    public TimeSpan Busy { get; set; }

    /// <summary>What threads spent on partials that were done in this second.</summary>
    public TimeSpan Showing { get; set; }

    /// <summary>Whether it was measured in the window of <paramref name="seconds"/> that ends with <paramref name="second"/>.</summary>
    public bool Covers(long second, int seconds) => _second >= 0 && second - _second < seconds;

    /// <summary>Begins anew when what it holds is of another second.</summary>
    public void Begin(long second)
    {
        if (_second != second)
        {
            _second = second;
            Speakers.Clear();
            Waits.Clear();
            (Busy, Showing) = (TimeSpan.Zero, TimeSpan.Zero);
        }
    }
}
