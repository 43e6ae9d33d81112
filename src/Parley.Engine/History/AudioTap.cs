using System.Buffers.Binary;
using System.Threading.Channels;
using Parley.History;

namespace Parley.Engine.History;

/// <summary>
/// Takes a session's audio as it goes by and writes it beside the session. Each piece knows its position, so that one that
/// is lost, because the disk is slow or full, leaves a silence of its own length and moves nothing.
/// </summary>
internal sealed class AudioTap
{
    private const int PiecesPerSecond = 10;

    /// <summary>After a failure so many pieces are let go before the disk is tried again.</summary>
    private const int Rest = 2 * PiecesPerSecond;

    private readonly Channel<(long Position, byte[] Samples)> _pieces;
    private readonly string _id;
    private readonly int _rate;
    private readonly IAudioShelf _shelf;
    private readonly HistoryMetrics _metrics;
    private readonly Action<bool> _troubled;
    private IAudioWriter? _writer;
    private int _resting;
    private bool _failing;
    private int _ended;

    /// <param name="troubled">Told when audio can no longer be kept, and when it can again.</param>
    public AudioTap(string id, int rate, IAudioShelf shelf, HistoryOptions options, HistoryMetrics metrics, Action<bool> troubled)
    {
        (_id, _rate, _shelf, _metrics, _troubled) = (id, rate, shelf, metrics, troubled);
        _pieces = Channel.CreateBounded<(long, byte[])>(options.AudioQueueSeconds * PiecesPerSecond);
        Completion = Task.Run(WriteAsync);
    }

    /// <summary>Completes when everything is written.</summary>
    public Task Completion { get; }

    /// <summary>Bytes of the file so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Something was lost.</summary>
    public bool Lossy { get; private set; }

    /// <summary>Takes samples, or loses them; never waits.</summary>
    public void Take(ReadOnlySpan<float> samples, long position)
    {
        if (Volatile.Read(ref _ended) == 1)
        {
            return;
        }

        var bytes = new byte[samples.Length * sizeof(short)];
        for (var i = 0; i < samples.Length; i++)
        {
            var value = (short)Math.Clamp(MathF.Round(samples[i] * 32_768f), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * sizeof(short)), value);
        }

        if (!_pieces.Writer.TryWrite((position, bytes)))
        {
            Lose(bytes);
        }
    }

    /// <summary>No more audio.</summary>
    public void End()
    {
        Interlocked.Exchange(ref _ended, 1);
        _pieces.Writer.TryComplete();
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var (position, samples) in _pieces.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                if (_resting-- > 0 || !TryPut(position, samples))
                {
                    Lose(samples);
                }
            }
        }
        finally
        {
            Close();
        }
    }

    private bool TryPut(long position, byte[] samples)
    {
        try
        {
            _writer ??= _shelf.Write(_id, _rate);
            _writer.Put(position, samples);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            _resting = Rest;
            Close();
            Tell(failing: true);
            return false;
        }

        _resting = 0;
        Bytes = _writer.Bytes;
        _metrics.AudioKept((double)samples.Length / sizeof(short) / _rate);
        Tell(failing: false);
        return true;
    }

    private void Tell(bool failing)
    {
        if (_failing != failing)
        {
            _failing = failing;
            _troubled(failing);
        }
    }

    private void Lose(byte[] samples)
    {
        Lossy = true;
        _metrics.AudioLost((double)samples.Length / sizeof(short) / _rate);
    }

    private void Close()
    {
        try
        {
            _writer?.Dispose();
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            Lossy = true;
        }

        _writer = null;
    }
}
