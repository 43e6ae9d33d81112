using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Parley.Audio.Files.Mp4;

/// <summary>What heads each box of an MP4 file (ISO/IEC 14496-12).</summary>
/// <param name="Type">Four characters as a big-endian number.</param>
/// <param name="HeaderBytes">8, or 16 when the size needs 64 bits.</param>
/// <param name="Size">Bytes of the box with its header; null when it reaches to the end of the file.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BoxHeader(uint Type, int HeaderBytes, long? Size)
{
    public const int MaxBytes = 16;

    public static readonly uint Moov = TypeOf("moov"u8);
    public static readonly uint Mdat = TypeOf("mdat"u8);

    public static uint TypeOf(ReadOnlySpan<byte> name) => BinaryPrimitives.ReadUInt32BigEndian(name);

    /// <summary>False when the bytes are too few, or the size is impossible.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out BoxHeader header)
    {
        header = default;
        if (bytes.Length < 8)
        {
            return false;
        }

        var size = (ulong)BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var type = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        var headerBytes = 8;
        if (size == 1)
        {
            if (bytes.Length < MaxBytes)
            {
                return false;
            }

            headerBytes = MaxBytes;
            size = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        }

        header = new(type, headerBytes, size == 0 ? null : (long)Math.Min(size, long.MaxValue));
        return size == 0 || size >= (ulong)headerBytes;
    }
}
