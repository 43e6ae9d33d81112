using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace Parley.Local.Apertium;

/// <summary>The programs of one mode, kept running, each fed by the one before. Of one caller at a time.</summary>
internal sealed class ApertiumPipeline : IAsyncDisposable
{
    /// <summary>Bytes of an answer; no translation of a text that a translator takes is as long.</summary>
    private const int MostBytes = 256 * 1024;

    private const int BlockBytes = 16 * 1024;

    private readonly List<Process> _programs = [];
    private readonly List<Task> _pumps = [];
    private readonly byte[] _block = new byte[BlockBytes];
    private int _disposed;

    private ApertiumPipeline()
    {
    }

    /// <exception cref="System.ComponentModel.Win32Exception">A program is not installed.</exception>
    public static async Task<ApertiumPipeline> StartAsync(IReadOnlyList<IReadOnlyList<string>> programs)
    {
        var pipeline = new ApertiumPipeline();
        try
        {
            foreach (var program in programs)
            {
                pipeline._programs.Add(Start(program));
            }
        }
        catch
        {
            await pipeline.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        foreach (var (before, after) in pipeline._programs.Zip(pipeline._programs.Skip(1)))
        {
            pipeline._pumps.Add(PumpAsync(before.StandardOutput.BaseStream, after.StandardInput.BaseStream));
        }

        pipeline._pumps.AddRange(pipeline._programs.Select(program => PumpAsync(program.StandardError.BaseStream, Stream.Null)));
        return pipeline;
    }

    /// <summary>One answer for one text, both in Apertium's stream; afterwards a pipeline that threw is of no use.</summary>
    /// <exception cref="IOException">A program has ended, or answers without end.</exception>
    public async Task<string> AskAsync(string stream, CancellationToken cancellation)
    {
        var input = _programs[0].StandardInput.BaseStream;
        await input.WriteAsync(Encoding.UTF8.GetBytes(stream), cancellation).ConfigureAwait(false);
        await input.FlushAsync(cancellation).ConfigureAwait(false);
        var output = _programs[^1].StandardOutput.BaseStream;
        var answer = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await output.ReadAsync(_block, cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                throw new IOException("A program has ended.");
            }

            var zero = _block.AsSpan(0, read).IndexOf((byte)0);
            answer.Write(_block.AsSpan(0, zero < 0 ? read : zero));
            if (zero >= 0)
            {
                return Encoding.UTF8.GetString(answer.WrittenSpan);
            }

            if (answer.WrittenCount > MostBytes)
            {
                throw new IOException($"The answer has over {MostBytes} bytes.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        foreach (var program in _programs)
        {
            program.Kill();
        }

        foreach (var program in _programs)
        {
            await program.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await Task.WhenAll(_pumps).ConfigureAwait(false);
        if (_programs is [var first, .., var last])
        {
            // Streams that were asked for are not the process's to close.
            await first.StandardInput.BaseStream.DisposeAsync().ConfigureAwait(false);
            await last.StandardOutput.BaseStream.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var program in _programs)
        {
            program.Dispose();
        }
    }

    private static Process Start(IReadOnlyList<string> program)
    {
        var start = new ProcessStartInfo(program[0], program.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        return Process.Start(start) ?? throw new IOException($"{program[0]} did not start.");
    }

    private static async Task PumpAsync(Stream from, Stream to)
    {
        var block = new byte[BlockBytes];
        try
        {
            while (await from.ReadAsync(block).ConfigureAwait(false) is var read and > 0)
            {
                await to.WriteAsync(block.AsMemory(0, read)).ConfigureAwait(false);
                await to.FlushAsync().ConfigureAwait(false);
            }

            await to.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException)
        {
            // One of the two has ended; whoever waits for the answer sees it.
        }
    }
}
