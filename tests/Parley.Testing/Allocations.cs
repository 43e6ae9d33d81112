namespace Parley.Testing;

/// <summary>Bytes that code allocates on the managed heap.</summary>
public static class Allocations
{
    /// <summary>
    /// The least of a few measurements: a collection that another thread causes meanwhile counts what is left of this
    /// thread's allocation buffer as allocated.
    /// </summary>
    public static long Of(Action code)
    {
        const int Attempts = 5;
        var least = long.MaxValue;
        for (var i = 0; i < Attempts && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            code();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
