using Parley.Audio.Files;
using Parley.Failures;

namespace Parley.Engine.Tests.Transcription;

/// <summary>A recording in memory, piece by piece; each piece may be held back, and the end may be an error.</summary>
internal sealed class Recording(params float[][] pieces) : IAudioSource
{
    private int _piece;
    private int _at;

    public string Container => "wav";

    public TimeSpan? Duration => null;

    /// <summary>What is waited for before a piece, by its number from 0, is given.</summary>
    public Func<int, Task> Before { get; init; } = _ => Task.CompletedTask;

    /// <summary>What stands in place of the end.</summary>
    public ParleyError? Error { get; init; }

    /// <summary>Pieces that were taken whole.</summary>
    public int Taken => Volatile.Read(ref _piece);

    public async ValueTask<Outcome<int>> ReadAsync(Memory<float> mono16k, CancellationToken cancellation)
    {
        if (_piece == pieces.Length)
        {
            await Before(_piece).WaitAsync(cancellation);
            return Error is { } error ? error : 0;
        }

        if (_at == 0)
        {
            await Before(_piece).WaitAsync(cancellation);
        }

        var count = Math.Min(mono16k.Length, pieces[_piece].Length - _at);
        pieces[_piece].AsMemory(_at, count).CopyTo(mono16k);
        _at += count;
        if (_at == pieces[_piece].Length)
        {
            _at = 0;
            Interlocked.Increment(ref _piece);
        }

        return count;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
