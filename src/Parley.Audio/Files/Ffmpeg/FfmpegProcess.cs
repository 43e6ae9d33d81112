using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text;

namespace Parley.Audio.Files.Ffmpeg;

/// <summary>A child process that is fed a file and gives back bytes. What it says on its error output is kept, up to a limit.</summary>
internal sealed class FfmpegProcess : IAsyncDisposable
{
    private const int BlockBytes = 64 * 1024;
    private const int MaxErrorBytes = 4 * 1024;

    private readonly Lock _ending = new();
    private readonly Process _process;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _feeding;
    private readonly Task<string> _errors;
    private ExceptionDispatchInfo? _fileFailure;
    private volatile bool _waitsForFile;
    private bool _disposed;

    private FfmpegProcess(Process process, Stream file)
    {
        _process = process;
        _feeding = FeedAsync(file);
        _errors = ReadErrorsAsync();
    }

    /// <summary>Raised whenever the child has taken some of the file.</summary>
    public event Action? Fed;

    /// <summary>What the child writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Whether the child can do nothing because the file has not arrived.</summary>
    public bool WaitsForFile => _waitsForFile;

    public static FfmpegProcess Start(ProcessStartInfo start, Stream file) =>
        new(Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start."), file);

    /// <summary>Ends the child at once; it has no children of its own. A timer may still ask for it after the end.</summary>
    public void Kill()
    {
        lock (_ending)
        {
            if (!_disposed)
            {
                _process.Kill();
            }
        }
    }

    /// <summary>Waits until the child is gone.</summary>
    /// <returns>Its exit code, 128 and more for a signal, and what it said, if anything.</returns>
    /// <exception cref="Exception">Whatever the file's own stream failed with.</exception>
    public async ValueTask<(int ExitCode, string Errors)> WaitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        var errors = await _errors;
        _fileFailure?.Throw();
        return (_process.ExitCode, errors);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _feeding;
        _ = await _errors;

        // Streams that were asked for are not the process's to close.
        await Output.DisposeAsync();
        await _process.StandardError.BaseStream.DisposeAsync();
        lock (_ending)
        {
            _disposed = true;
            _process.Dispose();
        }

        _stop.Dispose();
    }

    private async Task FeedAsync(Stream file)
    {
        var block = new byte[BlockBytes];
        await using var input = _process.StandardInput.BaseStream;
        try
        {
            while (true)
            {
                _waitsForFile = true;
                var read = await ReadFileAsync(file, block);
                _waitsForFile = false;
                if (read == 0)
                {
                    return;
                }

                await input.WriteAsync(block.AsMemory(0, read), _stop.Token);
                Fed?.Invoke();
            }
        }
        catch (IOException)
        {
            // The child has stopped reading: it has what it wanted, or its exit code says why.
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed of.
        }
    }

    /// <summary>0 at the end and when the file fails; then the child is ended, so that what follows is not taken for the end.</summary>
    private async ValueTask<int> ReadFileAsync(Stream file, byte[] block)
    {
        try
        {
            return await file.ReadAsync(block, _stop.Token);
        }
        catch (Exception failure)
        {
            _fileFailure = ExceptionDispatchInfo.Capture(failure);
            Kill();
            return 0;
        }
    }

    private async Task<string> ReadErrorsAsync()
    {
        var kept = new byte[MaxErrorBytes];
        var output = _process.StandardError.BaseStream;
        var length = await output.ReadAtLeastAsync(kept, kept.Length, throwOnEndOfStream: false, CancellationToken.None);
        await output.CopyToAsync(Stream.Null, CancellationToken.None);
        return Encoding.UTF8.GetString(kept, 0, length);
    }
}
