using System.Runtime.InteropServices;

namespace Parley.Server.Hosting;

/// <summary>The C library's heap, where it is glibc's; on another C library these do nothing.</summary>
internal static partial class NativeHeap
{
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;

    /// <summary>What is larger is a mapping of its own, and gone as soon as it is free: glibc's own beginning.</summary>
    private const int Large = 128 << 10;

    /// <summary>An arena whose free end is larger gives that back when something next to it becomes free.</summary>
    private const int LargeEnd = 1 << 20;

    /// <summary>
    /// One arena a core: glibc's usual eight leave the native memory of every thread that ever worked scattered over as many
    /// heaps. And thresholds that stay: glibc raises them, to 32 and 64 MB, once something as large was freed, such as a model's
    /// file; from then on the free end of an arena stays, which <see cref="Trim"/> cuts off the first arena alone. Called before
    /// threads start.
    /// </summary>
    public static void Configure() => OnGlibc(() =>
    {
        _ = Mallopt(ArenaMax, Environment.ProcessorCount);
        _ = Mallopt(MmapThreshold, Large);
        _ = Mallopt(TrimThreshold, LargeEnd);
    });

    /// <summary>Gives free pages back to the system.</summary>
    public static void Trim() => OnGlibc(() => _ = MallocTrim(0));

    private static void OnGlibc(Action call)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            call();
        }
        catch (Exception fault) when (fault is EntryPointNotFoundException or DllNotFoundException)
        {
            // musl has neither function under this name.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Mallopt(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);
}
