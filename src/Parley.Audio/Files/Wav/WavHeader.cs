using System.Buffers.Binary;
using Parley.Audio.Files.Input;
using Parley.Failures;

namespace Parley.Audio.Files.Wav;

/// <summary>All that stands before the samples of a RIFF, RF64 or BW64 file.</summary>
/// <param name="FormatChunk">The body of the fmt chunk as it stood.</param>
/// <param name="DataBytes">Bytes of samples; null when the writer did not know, and they go on to the end.</param>
internal sealed record WavHeader(WavFormat Format, ReadOnlyMemory<byte> FormatChunk, long? DataBytes)
{
    /// <summary>More chunks, or more bytes in them, than any writer puts before the samples.</summary>
    private const int MaxChunks = 1_000;
    private const long MaxSkippedBytes = 64 << 20;

    private const int RiffBytes = 12;
    private const int ChunkHeaderBytes = 8;
    private const int MaxFormatBytes = 4_096;
    private const int Ds64Bytes = 16;

    /// <summary>A size that stands for "see the ds64 chunk" or "written before the length was known".</summary>
    private const uint NoSize = 0xFFFF_FFFF;

    /// <summary>Reads chunk by chunk up to the first sample; what it does not know it skips.</summary>
    public static async ValueTask<Outcome<WavHeader>> ReadAsync(Upload upload, CancellationToken cancellation)
    {
        _ = await upload.SkipAsync(RiffBytes, cancellation);
        var (format, formatChunk, longDataBytes) = (default(WavFormat), Array.Empty<byte>(), 0UL);
        var skipped = 0L;
        for (var chunk = 0; chunk < MaxChunks && skipped <= MaxSkippedBytes; chunk++)
        {
            var header = await upload.PeekAsync(ChunkHeaderBytes, cancellation);
            if (header.Length < ChunkHeaderBytes)
            {
                return FileErrors.Invalid("The WAV file ends before its samples (the data chunk).");
            }

            var id = BinaryPrimitives.ReadUInt32BigEndian(header.Span);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(header.Span[4..]);
            _ = await upload.SkipAsync(ChunkHeaderBytes, cancellation);
            if (id == Id("data"u8))
            {
                return format is null
                    ? FileErrors.Invalid("The WAV file does not say its format (no fmt chunk before the data chunk).")
                    : new WavHeader(format, formatChunk, KnownSize(size, longDataBytes));
            }

            if (id == Id("fmt "u8))
            {
                if (size is < WavFormat.MinBytes or > MaxFormatBytes)
                {
                    return FileErrors.Invalid(
                        $"The fmt chunk of the WAV file has {size} bytes; {WavFormat.MinBytes} to {MaxFormatBytes} are supported.");
                }

                formatChunk = (await upload.PeekAsync((int)size, cancellation)).ToArray();
                if (formatChunk.Length < size)
                {
                    return FileErrors.Invalid("The WAV file ends inside its fmt chunk.");
                }

                var parsed = WavFormat.Parse(formatChunk);
                if (!parsed.Succeeded)
                {
                    return parsed.Error;
                }

                format = parsed.Value;
            }
            else if (id == Id("ds64"u8) && size >= Ds64Bytes)
            {
                var sizes = await upload.PeekAsync(Ds64Bytes, cancellation);
                longDataBytes = sizes.Length < Ds64Bytes ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(sizes.Span[8..]);
            }

            // A chunk of an odd size is followed by one byte that belongs to no chunk.
            var body = size + (size & 1L);
            skipped += body;
            _ = await upload.SkipAsync(body, cancellation);
        }

        return FileErrors.Invalid(
            $"The WAV file has no samples within its first {MaxChunks} chunks and {MaxSkippedBytes} bytes of other data.");
    }

    /// <summary>The head of a file with the same samples and nothing else, to be followed by the samples.</summary>
    public byte[] ToBytes()
    {
        byte[] padding = (FormatChunk.Length & 1) == 0 ? [] : [0];
        return
        [
            .. "RIFF"u8, .. Size(NoSize),
            .. "WAVEfmt "u8, .. Size((uint)FormatChunk.Length), .. FormatChunk.Span, .. padding,
            .. "data"u8, .. Size((uint)Math.Min(DataBytes ?? NoSize, NoSize)),
        ];
    }

    private static byte[] Size(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static uint Id(ReadOnlySpan<byte> name) => BinaryPrimitives.ReadUInt32BigEndian(name);

    private static long? KnownSize(uint size, ulong longSize) => size switch
    {
        0 => null,
        NoSize => longSize is 0 or > long.MaxValue ? null : (long)longSize,
        _ => size,
    };
}
