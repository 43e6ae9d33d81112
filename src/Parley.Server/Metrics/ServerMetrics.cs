using System.Diagnostics.Metrics;
using Parley.Server.Health;
using Parley.Server.Hosting;

namespace Parley.Server.Metrics;

/// <summary>What the process itself has to say. <c>docs/operations.md</c> lists the names.</summary>
internal sealed class ServerMetrics
{
    public ServerMetrics(ServerState state, IMeterFactory meters)
    {
        var meter = meters.Create("Parley.Server");
        _ = meter.CreateObservableGauge(
            "parley.build_info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", ProductVersion.Text)), null, "1, with the version.");
        _ = meter.CreateObservableGauge("parley.ready", () => state.Ready ? 1 : 0, null, "1 when the server takes work.");
        _ = meter.CreateObservableGauge("parley.uptime", () => state.Uptime.TotalSeconds, "s", "Time since the start.");
        if (OperatingSystem.IsLinux())
        {
            _ = meter.CreateObservableGauge("parley.process.open_files", () => Entries("/proc/self/fd"), "{file}", "Open file descriptors.");
            _ = meter.CreateObservableGauge("parley.process.threads", () => Entries("/proc/self/task"), "{thread}", "Operating system threads.");
        }
    }

    private static int Entries(string folder) => Directory.EnumerateFileSystemEntries(folder).Count();
}
