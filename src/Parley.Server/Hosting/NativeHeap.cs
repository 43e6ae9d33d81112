using System.Runtime.InteropServices;

namespace Parley.Server.Hosting;

/// <summary>The C library's heap, where it is glibc's; on another C library these do nothing.</summary>
internal static partial class NativeHeap
{
    private const int ArenaMax = -8;

    /// <summary>
    /// One arena a core. glibc's usual eight leave the native memory of every thread that ever worked scattered
    /// over as many heaps. Called before threads start.
    /// </summary>
    public static void LimitArenas() => OnGlibc(() => _ = Mallopt(ArenaMax, Environment.ProcessorCount));

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
