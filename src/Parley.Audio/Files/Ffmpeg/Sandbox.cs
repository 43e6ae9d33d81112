using System.Diagnostics;
using Parley.Failures;

namespace Parley.Audio.Files.Ffmpeg;

/// <summary>
/// Starts ffmpeg so that a hostile file can do little: no privileges gained, little memory and CPU time, no file
/// written, few files open, no environment, the lowest claim on the cores. The programs that set this up each
/// replace themselves by the next, so what runs in the end is one process.
/// </summary>
/// <param name="searchPath">Directories in which the programs are looked for, as PATH lists them.</param>
internal sealed class Sandbox(string searchPath)
{
    /// <summary>ffmpeg with its libraries maps some 300 MiB before it has read a byte.</summary>
    public const long MemoryBytes = 1L << 30;

    private const int OpenFiles = 32;

    /// <summary>The programs of this machine, wherever its PATH has them.</summary>
    public static Sandbox OfThisMachine() => new(string.Join(
        Path.PathSeparator, Environment.GetEnvironmentVariable("PATH") ?? "", "/usr/local/bin", "/usr/bin", "/bin"));

    /// <summary>How ffmpeg is to be started, or which Debian package is missing.</summary>
    /// <param name="cpu">Processor time after which the system kills it.</param>
    public Outcome<ProcessStartInfo> Confine(IEnumerable<string> arguments, TimeSpan cpu)
    {
        var (prlimit, nice, setpriv, ffmpeg) = (Find("prlimit"), Find("nice"), Find("setpriv"), Find("ffmpeg"));
        if (ffmpeg is null)
        {
            return Missing("ffmpeg", "ffmpeg");
        }

        if (prlimit is null || setpriv is null)
        {
            return Missing("prlimit and setpriv", "util-linux");
        }

        if (nice is null)
        {
            return Missing("nice", "coreutils");
        }

        var start = new ProcessStartInfo(prlimit)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
            ArgumentList =
            {
                $"--cpu={(long)Math.Ceiling(cpu.TotalSeconds)}",
                $"--as={MemoryBytes}",
                $"--nofile={OpenFiles}",
                "--fsize=0",
                "--core=0",
                nice, "-n", "10",
                setpriv, "--no-new-privs",
                ffmpeg,
            },
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    private static ParleyError Missing(string program, string package) => FileErrors.NotAvailable(
        $"This kind of file needs {program}, which is not installed; install the Debian package {package} (apt-get install {package}).");

    private string? Find(string program) => searchPath
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(directory => Path.Combine(directory, program))
        .FirstOrDefault(File.Exists);
}
