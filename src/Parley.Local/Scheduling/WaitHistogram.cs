namespace Parley.Local.Scheduling;

/// <summary>Counts waits in steps of 10 ms up to 10 s; longer ones count as 10 s. Not thread-safe.</summary>
internal sealed class WaitHistogram
{
    private const int StepMs = 10;
    private const int Steps = 1_000;

    private readonly int[] _counts = new int[Steps + 1];
    private int _total;

    public void Add(TimeSpan wait)
    {
        _counts[Step(wait)]++;
        _total++;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        _total = 0;
    }

    /// <summary>
    /// The wait that the given share of all waits did not exceed, to the next full step; zero of none. A wait below one
    /// step is none.
    /// </summary>
    /// <param name="unfinished">Waits that are going on.</param>
    public static TimeSpan Quantile(IEnumerable<WaitHistogram> waits, IReadOnlyList<TimeSpan> unfinished, double share)
    {
        var counts = new int[Steps + 1];
        var total = unfinished.Count;
        foreach (var histogram in waits)
        {
            total += histogram._total;
            for (var i = 0; i <= Steps && histogram._total > 0; i++)
            {
                counts[i] += histogram._counts[i];
            }
        }

        foreach (var wait in unfinished)
        {
            counts[Step(wait)]++;
        }

        var left = (int)Math.Ceiling(total * share);
        var step = 0;
        for (; left > counts[step]; step++)
        {
            left -= counts[step];
        }

        return TimeSpan.FromMilliseconds(step * StepMs);
    }

    private static int Step(TimeSpan wait) => (int)Math.Clamp(wait.TotalMilliseconds / StepMs, 0, Steps);
}
