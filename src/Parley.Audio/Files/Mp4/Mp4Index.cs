using System.Buffers.Binary;
using Parley.Failures;

namespace Parley.Audio.Files.Mp4;

/// <summary>The moov box: where in the file each chunk of samples lies.</summary>
internal static class Mp4Index
{
    private const int FullBoxBytes = 4;

    /// <summary>The boxes, one inside the other, in which chunk offsets stand. Nothing else is entered.</summary>
    private static readonly uint[] Path =
    [
        BoxHeader.Moov,
        BoxHeader.TypeOf("trak"u8),
        BoxHeader.TypeOf("mdia"u8),
        BoxHeader.TypeOf("minf"u8),
        BoxHeader.TypeOf("stbl"u8),
    ];

    private static readonly uint Offsets32 = BoxHeader.TypeOf("stco"u8);
    private static readonly uint Offsets64 = BoxHeader.TypeOf("co64"u8);
    private static readonly uint MovieHeader = BoxHeader.TypeOf("mvhd"u8);

    /// <summary>
    /// Corrects the index for data that moves: every chunk that lies from <paramref name="start"/> up to
    /// <paramref name="end"/> is found <paramref name="by"/> bytes later. The error, or null.
    /// </summary>
    public static ParleyError? Move(Span<byte> moov, long start, long end, long by) => Move(moov, 0, start, end, by);

    /// <summary>The length that the movie header claims.</summary>
    /// <param name="moov">The box, or as much of it as is at hand.</param>
    public static TimeSpan? Duration(ReadOnlySpan<byte> moov)
    {
        if (!BoxHeader.TryRead(moov, out var outer))
        {
            return null;
        }

        for (var rest = moov[outer.HeaderBytes..];
            BoxHeader.TryRead(rest, out var box) && box.Size <= rest.Length;
            rest = rest[(int)box.Size..])
        {
            if (box.Type == MovieHeader)
            {
                return OfMovieHeader(rest[box.HeaderBytes..(int)box.Size]);
            }
        }

        return null;
    }

    private static TimeSpan? OfMovieHeader(ReadOnlySpan<byte> body)
    {
        // Version 1 has 64-bit times: created, modified, then the time scale and the duration.
        var isLong = !body.IsEmpty && body[0] == 1;
        var scaleOffset = FullBoxBytes + (isLong ? 16 : 8);
        if (body.Length < scaleOffset + 4 + (isLong ? 8 : 4))
        {
            return null;
        }

        var scale = BinaryPrimitives.ReadUInt32BigEndian(body[scaleOffset..]);
        var duration = isLong
            ? BinaryPrimitives.ReadUInt64BigEndian(body[(scaleOffset + 4)..])
            : BinaryPrimitives.ReadUInt32BigEndian(body[(scaleOffset + 4)..]);
        var seconds = (double)duration / scale;
        return scale > 0 && duration > 0 && seconds < TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    private static ParleyError? Move(Span<byte> boxes, int level, long start, long end, long by)
    {
        while (BoxHeader.TryRead(boxes, out var box))
        {
            var size = (int)Math.Min(box.Size ?? boxes.Length, boxes.Length);
            var body = boxes[box.HeaderBytes..size];
            var error = level < Path.Length && box.Type == Path[level] ? Move(body, level + 1, start, end, by)
                : level == Path.Length && box.Type == Offsets32 ? Move32(body, start, end, by)
                : level == Path.Length && box.Type == Offsets64 ? Move64(body, start, end, by)
                : null;
            if (error is not null)
            {
                return error;
            }

            boxes = boxes[size..];
        }

        return null;
    }

    private static ParleyError? Move32(Span<byte> table, long start, long end, long by)
    {
        for (var entry = Entries(table); entry.Length >= 4; entry = entry[4..])
        {
            long offset = BinaryPrimitives.ReadUInt32BigEndian(entry);
            if (offset < start || offset >= end)
            {
                continue;
            }

            if (offset + by > uint.MaxValue)
            {
                return FileErrors.Unsupported("The MP4 file is over 4 GiB with its index at the end; that is not supported.");
            }

            BinaryPrimitives.WriteUInt32BigEndian(entry, (uint)(offset + by));
        }

        return null;
    }

    private static ParleyError? Move64(Span<byte> table, long start, long end, long by)
    {
        for (var entry = Entries(table); entry.Length >= 8; entry = entry[8..])
        {
            var offset = BinaryPrimitives.ReadInt64BigEndian(entry);
            if (offset >= start && offset < end)
            {
                BinaryPrimitives.WriteInt64BigEndian(entry, offset + by);
            }
        }

        return null;
    }

    /// <summary>All after version, flags and the count, which says no more than the size of the box already does.</summary>
    private static Span<byte> Entries(Span<byte> table) => table.Length < 8 ? [] : table[8..];
}
