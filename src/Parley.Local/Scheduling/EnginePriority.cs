using System.Runtime.InteropServices;

namespace Parley.Local.Scheduling;

/// <summary>
/// How an engine thread stands among the server's threads. Decoding takes all of a core for as long as it lasts, an answer
/// to a client a moment of one: whoever connects, or is refused, is not to wait for the engine's turn to be over.
/// </summary>
internal static partial class EnginePriority
{
    /// <summary>In steps of <c>nice</c>: beside a busy thread of the network, a third of its share of a core; alone, all of it.</summary>
    private const int Steps = 5;

    /// <summary>
    /// Lowers the calling thread for good. Threads that it starts inherit that, so it is to start none: queueing to the
    /// thread pool may. Where a system knows nothing of it, everything stays as it was.
    /// </summary>
    public static void Lower()
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
            return;
        }

        try
        {
            // On Linux for the thread alone; .NET's own priorities do nothing there.
            _ = Nice(Steps);
        }
        catch (Exception fault) when (fault is EntryPointNotFoundException or DllNotFoundException)
        {
            // A C library of another name.
        }
    }

    [LibraryImport("libc", EntryPoint = "nice")]
    private static partial int Nice(int steps);
}
