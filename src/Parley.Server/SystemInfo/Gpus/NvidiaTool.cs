using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Parley.Server.SystemInfo.Gpus;

/// <summary>What <c>nvidia-smi</c> says of memory. It can hang with its driver, so it is given little time and little room.</summary>
/// <param name="command">The program and what stands before its arguments.</param>
internal sealed class NvidiaTool(IReadOnlyList<string> command, TimeSpan patience)
{
    private const int MostCharacters = 16_384;
    private const long Mebibyte = 1 << 20;

    /// <summary>Total and used bytes by PCI address; nothing, when the tool is not there, fails, or does not come to an end.</summary>
    public async Task<IReadOnlyDictionary<string, (long Total, long Used)>> AskAsync()
    {
        using var limit = new CancellationTokenSource(patience);
        return Parse(await RunAsync(limit.Token));
    }

    /// <summary>The tool writes the PCI domain with eight digits, the kernel with four.</summary>
    internal static IReadOnlyDictionary<string, (long Total, long Used)> Parse(string output)
    {
        var found = new Dictionary<string, (long Total, long Used)>(StringComparer.OrdinalIgnoreCase);
        foreach (var fields in output.Split('\n').Select(line => line.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (fields is [{ Length: 16 } address, var total, var used]
                && long.TryParse(total, NumberStyles.None, CultureInfo.InvariantCulture, out var all)
                && long.TryParse(used, NumberStyles.None, CultureInfo.InvariantCulture, out var taken))
            {
                found[address[4..]] = (all * Mebibyte, taken * Mebibyte);
            }
        }

        return found;
    }

    private async Task<string> RunAsync(CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), "--query-gpu=pci.bus_id,memory.total,memory.used", "--format=csv,noheader,nounits"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var tool = Process.Start(start);
            if (tool is null)
            {
                return "";
            }

            try
            {
                var text = new char[MostCharacters];
                var length = await tool.StandardOutput.ReadBlockAsync(text.AsMemory(), CancellationToken.None).AsTask().WaitAsync(cancellation);
                return length == MostCharacters ? "" : new string(text, 0, length);
            }
            finally
            {
                tool.Kill(entireProcessTree: true);
            }
        }
        catch (Exception absent) when (absent is Win32Exception or IOException or OperationCanceledException or InvalidOperationException)
        {
            return "";
        }
    }
}
