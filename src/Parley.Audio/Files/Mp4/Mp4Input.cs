using Parley.Audio.Files.Input;
using Parley.Failures;

namespace Parley.Audio.Files.Mp4;

/// <summary>
/// An MP4 file with its index (moov) before its data (mdat), so that it can be decoded from a pipe and the decoder
/// needs no file at all. One that has them the other way round is kept in a nameless file until its index is known,
/// then read out in the right order with the offsets in the index corrected.
/// </summary>
internal sealed class Mp4Input : IDisposable
{
    /// <summary>Four hours of audio beside a film need some 20 MiB.</summary>
    private const int MaxIndexBytes = 64 << 20;

    private const int BlockBytes = 64 * 1024;

    private readonly NamelessFile? _spool;

    private Mp4Input(Stream bytes, TimeSpan? duration, NamelessFile? spool = null) =>
        (Bytes, Duration, _spool) = (bytes, duration, spool);

    public Stream Bytes { get; }

    public TimeSpan? Duration { get; }

    public static async ValueTask<Outcome<Mp4Input>> OpenAsync(Upload upload, CancellationToken cancellation)
    {
        var head = await upload.PeekAsync(Upload.HeadSize, cancellation);
        if (FindLeadingIndex(head.Span) is { } index)
        {
            return new Mp4Input(upload, Mp4Index.Duration(head.Span[index..]));
        }

        var spool = Create();
        try
        {
            await FillAsync(spool, upload, cancellation);
            var reordered = await ReorderAsync(spool, cancellation);
            if (!reordered.Succeeded)
            {
                spool.Dispose();
            }

            return reordered;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    public void Dispose() => _spool?.Dispose();

    private static NamelessFile Create()
    {
        try
        {
            return NamelessFile.Create();
        }
        catch (IOException failure)
        {
            throw NoRoom(failure);
        }
    }

    private static async ValueTask FillAsync(NamelessFile spool, Upload upload, CancellationToken cancellation)
    {
        var block = new byte[BlockBytes];
        for (int read; (read = await upload.ReadAsync(block, cancellation)) > 0;)
        {
            try
            {
                await spool.AppendAsync(block.AsMemory(0, read), cancellation);
            }
            catch (IOException failure)
            {
                throw NoRoom(failure);
            }
        }
    }

    private static ParleyException NoRoom(IOException failure) => new(
        FileErrors.NotAvailable(
            $"An MP4 file with its index at the end is kept in {Path.GetTempPath()} while it is read, which failed: {failure.Message}"),
        failure);

    /// <summary>Where the index begins, when it is sure to come before the data.</summary>
    private static int? FindLeadingIndex(ReadOnlySpan<byte> head)
    {
        for (var at = 0; BoxHeader.TryRead(head[at..], out var box) && box.Type != BoxHeader.Mdat; at += (int)box.Size.Value)
        {
            if (box.Type == BoxHeader.Moov)
            {
                return at;
            }

            if (box.Size is null || box.Size > head.Length - at)
            {
                break;
            }
        }

        return null;
    }

    private static async ValueTask<Outcome<Mp4Input>> ReorderAsync(NamelessFile spool, CancellationToken cancellation)
    {
        var (header, data, at) = (new byte[BoxHeader.MaxBytes], default(long?), 0L);
        while (true)
        {
            var read = await spool.ReadAsync(header, at, cancellation);
            if (!BoxHeader.TryRead(header.AsSpan(0, read), out var box))
            {
                return FileErrors.Invalid("The MP4 file is cut off: its index (the moov box) is missing.");
            }

            var size = box.Size ?? (spool.Length - at);
            if (box.Type == BoxHeader.Moov)
            {
                return await ReorderAsync(spool, data ?? at, at, size, cancellation);
            }

            if (box.Type == BoxHeader.Mdat)
            {
                data ??= at;
            }

            // Beyond the end nothing is read, so the loop ends there.
            at = Math.Min(spool.Length, at + Math.Min(size, spool.Length));
        }
    }

    private static async ValueTask<Outcome<Mp4Input>> ReorderAsync(
        NamelessFile spool, long data, long index, long indexSize, CancellationToken cancellation)
    {
        if (indexSize > MaxIndexBytes)
        {
            return FileErrors.Unsupported(
                $"The index of the MP4 file (its moov box) has {indexSize} bytes; the limit is {MaxIndexBytes}.");
        }

        var moov = new byte[indexSize];
        var read = 0;
        for (int count; read < moov.Length; read += count)
        {
            count = await spool.ReadAsync(moov.AsMemory(read), index + read, cancellation);
            if (count == 0)
            {
                return FileErrors.Invalid("The MP4 file is cut off within its index (the moov box).");
            }
        }

        if (Mp4Index.Move(moov, data, index, indexSize) is { } error)
        {
            return error;
        }

        var bytes = new ConcatenatedStream(
            new SpoolStream(spool, 0, data),
            new MemoryStream(moov, writable: false),
            new SpoolStream(spool, data, index),
            new SpoolStream(spool, index + indexSize, spool.Length));
        return new Mp4Input(bytes, Mp4Index.Duration(moov), spool);
    }
}
