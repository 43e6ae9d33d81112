using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Parley.Server.Support;

/// <summary>The built program as a process of its own, with nothing of this machine's settings.</summary>
internal sealed class RunningProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public int ExitCode => _process.ExitCode;

    /// <param name="environment">More variables; a null value takes one away.</param>
    public static RunningProgram Start(IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "parley-server"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PARLEY_HOME"] = InstalledHome.Path;

        // The runtime of these tests, wherever it was installed.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory());
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new RunningProgram(Process.Start(start)!);
    }

    /// <summary>The address of the page, when the program names it.</summary>
    public async Task<Uri> ReadyAsync()
    {
        var first = await Task.WhenAny(_ready.Task, _process.WaitForExitAsync(Patience.Token()));
        return first == _ready.Task ? await _ready.Task : throw new InvalidOperationException($"It ended instead:\n{Errors}");
    }

    /// <summary>Everything it said, once it has ended by itself.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(Patience.Token());
        return ExitCode;
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Id}"]);
        await kill.WaitForExitAsync(Patience.Token());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Keep(StringBuilder text, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (text)
        {
            text.AppendLine(line);
        }

        const string Announcement = "Parley is ready: open ";
        if (line.StartsWith(Announcement, StringComparison.Ordinal))
        {
            _ready.TrySetResult(new Uri(line[Announcement.Length..].Split(' ')[0]));
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
