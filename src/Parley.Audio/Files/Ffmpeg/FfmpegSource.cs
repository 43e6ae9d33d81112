using System.Buffers.Binary;
using Parley.Audio.Codecs;
using Parley.Failures;

namespace Parley.Audio.Files.Ffmpeg;

/// <summary>Reads what a decoder makes of a file, and judges how it ended.</summary>
internal sealed class FfmpegSource(
    string container,
    TimeSpan? duration,
    FfmpegProcess process,
    TimeSpan cpu,
    TimeSpan stall,
    TimeProvider time,
    IReadOnlyList<IDisposable> owned) : IAudioSource
{
    private const int KilledBySignal = 128;
    private readonly StallWatch _watch = new(process, stall, time);
    private readonly byte[] _bytes = new byte[32 * 1024];
    private int _start;
    private int _end;
    private long _given;

    public string Container => container;

    public TimeSpan? Duration => duration;

    public async ValueTask<Outcome<int>> ReadAsync(Memory<float> mono16k, CancellationToken cancellation)
    {
        await using var killing = cancellation.UnsafeRegister(static state => ((FfmpegProcess)state!).Kill(), process);
        _watch.Start();
        try
        {
            while (_end - _start < sizeof(float))
            {
                if (!await FillAsync())
                {
                    return await JudgeAsync(cancellation);
                }
            }
        }
        finally
        {
            _watch.Stop();
        }

        var count = Math.Min(mono16k.Length, (_end - _start) / sizeof(float));
        _start += Copy(mono16k.Span[..count]);
        _given += count;
        return count;
    }

    public async ValueTask DisposeAsync()
    {
        _watch.Dispose();
        await process.DisposeAsync();
        foreach (var one in owned)
        {
            one.Dispose();
        }
    }

    private async ValueTask<bool> FillAsync()
    {
        _bytes.AsSpan(_start.._end).CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
        var read = await process.Output.ReadAsync(_bytes.AsMemory(_end), CancellationToken.None);
        _end += read;
        return read > 0;
    }

    private int Copy(Span<float> mono)
    {
        var bytes = _bytes.AsSpan(_start);
        foreach (ref var sample in mono)
        {
            sample = Sample.Sane(BinaryPrimitives.ReadSingleLittleEndian(bytes));
            bytes = bytes[sizeof(float)..];
        }

        return mono.Length * sizeof(float);
    }

    /// <summary>The end, or why there is no more: a file that is broken further on still gives what it has.</summary>
    private async ValueTask<Outcome<int>> JudgeAsync(CancellationToken cancellation)
    {
        var (exitCode, errors) = await process.WaitAsync();
        cancellation.ThrowIfCancellationRequested();
        if (_watch.Stalled)
        {
            return FileErrors.Invalid($"Decoding the file made no progress for {stall.TotalSeconds:0.#} seconds.");
        }

        if (exitCode >= KilledBySignal)
        {
            return FileErrors.Invalid(
                $"Decoding the file was stopped (signal {exitCode - KilledBySignal}) after {Seconds(_given):0.#} seconds of "
                + $"audio; the limits are {cpu.TotalSeconds:0} seconds of CPU time and {Sandbox.MemoryBytes >> 20} MiB.");
        }

        return _given > 0 ? 0 : FfmpegComplaint.Explain(errors);
    }

    private static double Seconds(long samples) => (double)samples / AudioFormat.Engine.Rate;
}
