using Parley.Server.Configuration;

namespace Parley.Server.Commands.Doctor;

/// <summary>Whether there is room on this machine.</summary>
internal static class MachineChecks
{
    private const long Megabyte = 1_000_000;

    /// <summary>An upload that has to be read twice is put into a temporary file.</summary>
    private const long LeastDisk = 200 * Megabyte;

    /// <summary>The default model and a handful of sessions.</summary>
    private const long LeastMemory = 512 * Megabyte;

    public static Finding Page(WebOptions web) => File.Exists(Path.Combine(web.Folder, "index.html"))
        ? Finding.Fine("web page")
        : Finding.Amiss($"web page: {web.Folder} has no index.html", "./parley setup");

    public static Finding Disk(string folder)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return free >= LeastDisk
            ? Finding.Fine($"temporary files: {free / Megabyte} MB free in {folder}")
            : Finding.Amiss($"temporary files: only {free / Megabyte} MB are free in {folder}", $"TMPDIR=/another/folder ./parley serve, or free some space (df -h '{folder}')");
    }

    public static Finding Memory()
    {
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var free = Math.Min(limit, Available() ?? limit);
        return free >= LeastMemory
            ? Finding.Fine($"memory: {free / Megabyte} MB free")
            : Finding.Amiss($"memory: only {free / Megabyte} MB are free", "./parley serve --model moonshine-tiny, or end other programs (free -m)");
    }

    /// <summary>What the kernel says can be had without swapping; null where it does not say.</summary>
    private static long? Available()
    {
        const string Field = "MemAvailable:";
        if (!File.Exists("/proc/meminfo"))
        {
            return null;
        }

        var line = File.ReadLines("/proc/meminfo").FirstOrDefault(text => text.StartsWith(Field, StringComparison.Ordinal));
        return long.TryParse(line?[Field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), out var kilobytes)
            ? kilobytes * 1_024
            : null;
    }
}
