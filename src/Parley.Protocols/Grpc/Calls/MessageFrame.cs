using System.Buffers;
using System.Buffers.Binary;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>What stands before every message: one byte that says whether it is compressed, and its length.</summary>
/// <param name="Length">Bytes of the message as it travels.</param>
internal readonly record struct MessageFrame(bool Compressed, uint Length)
{
    public const int HeaderBytes = 5;

    /// <summary>Reads a header; null for a first byte that is neither 0 nor 1.</summary>
    public static MessageFrame? Read(ReadOnlySequence<byte> header)
    {
        Span<byte> bytes = stackalloc byte[HeaderBytes];
        header.Slice(0, HeaderBytes).CopyTo(bytes);
        return bytes[0] <= 1
            ? new MessageFrame(bytes[0] == 1, BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]))
            : null;
    }

    public void Write(Span<byte> header)
    {
        header[0] = Compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], Length);
    }
}
