using System.Globalization;

namespace Parley.Server.SystemInfo.Gpus;

/// <summary>The graphics processors that the kernel shows below <c>/sys</c> and <c>/proc</c>. What cannot be read is left out.</summary>
internal sealed class GpuTree(string root)
{
    /// <summary>More are not looked at.</summary>
    private const int MostCards = 64;

    /// <summary>More of a file is not read.</summary>
    private const int MostCharacters = 4_096;

    private readonly string _nvidia = Path.Combine(root, "proc/driver/nvidia/gpus");

    /// <summary>Whether NVIDIA's driver is loaded, so that its own tool can say more.</summary>
    public bool HasNvidia => Folders(_nvidia).Any();

    public IReadOnlyList<Gpu> Read()
    {
        var found = new SortedDictionary<string, Gpu>(StringComparer.Ordinal);
        foreach (var device in Folders(Path.Combine(root, "sys/class/drm"))
            .Where(folder => Path.GetFileName(folder) is ['c', 'a', 'r', 'd', .. var number] && number.All(char.IsAsciiDigit))
            .Select(folder => Path.Combine(folder, "device")))
        {
            if (Fields(Path.Combine(device, "uevent"), '=') is { } fields && fields.TryGetValue("PCI_SLOT_NAME", out var address))
            {
                found[address] = new Gpu
                {
                    Address = address,
                    Name = Line(Path.Combine(device, "product_name")) ?? Numbers(device),
                    Driver = fields.GetValueOrDefault("DRIVER"),
                    VramBytes = Number(Path.Combine(device, "mem_info_vram_total")),
                    VramUsedBytes = Number(Path.Combine(device, "mem_info_vram_used")),
                };
            }
        }

        foreach (var folder in Folders(_nvidia))
        {
            if (Fields(Path.Combine(folder, "information"), ':') is { } fields && fields.TryGetValue("Model", out var model))
            {
                var address = Path.GetFileName(folder);
                found[address] = new Gpu { Address = address, Name = model, Driver = "nvidia" };
            }
        }

        return [.. found.Values];
    }

    private static string Numbers(string device) =>
        $"{Line(Path.Combine(device, "vendor")) ?? "unknown"}:{Line(Path.Combine(device, "device")) ?? "unknown"}";

    private static IEnumerable<string> Folders(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder).Take(MostCards).Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static long? Number(string path) =>
        long.TryParse(Line(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Line(string path) => Text(path)?.Split('\n')[0].Trim() is { Length: > 0 } line ? line : null;

    private static Dictionary<string, string>? Fields(string path, char separator)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Text(path)?.Split('\n') ?? [])
        {
            var at = line.IndexOf(separator, StringComparison.Ordinal);
            if (at > 0)
            {
                fields.TryAdd(line[..at].Trim(), line[(at + 1)..].Trim());
            }
        }

        return fields.Count == 0 ? null : fields;
    }

    private static string? Text(string path)
    {
        try
        {
            using var file = new StreamReader(path);
            var text = new char[MostCharacters];
            return new string(text, 0, file.ReadBlock(text));
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
