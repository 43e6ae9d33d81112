using System.Buffers;
using System.IO.Compression;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>The encodings of messages that this side knows: gzip, and none.</summary>
internal static class MessageCompression
{
    public const string Identity = "identity";
    public const string Gzip = "gzip";

    /// <summary>What is said of it to a client.</summary>
    public const string Accepted = $"{Identity},{Gzip}";

    public static bool Knows(string encoding) => encoding is Identity or Gzip;

    /// <summary>Unpacks a message, never beyond the limit: a small message may hold a huge one.</summary>
    /// <exception cref="GrpcException">It is not gzip, or too large.</exception>
    public static ReadOnlySequence<byte> Unpack(ReadOnlySequence<byte> packed, int maxBytes)
    {
        using var input = new MemoryStream(packed.ToArray(), writable: false);
        using var gzip = new GZipStream(input, CompressionMode.Decompress);
        var unpacked = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                var read = gzip.Read(unpacked.GetSpan(4_096));
                if (read == 0)
                {
                    return new ReadOnlySequence<byte>(unpacked.WrittenMemory);
                }

                unpacked.Advance(read);
                if (unpacked.WrittenCount > maxBytes)
                {
                    throw new MessageTooLargeException(maxBytes);
                }
            }
        }
        catch (InvalidDataException)
        {
            throw new GrpcException(GrpcCode.Internal, "A message is marked as gzip and is not.");
        }
    }

    public static byte[] Pack(ReadOnlySpan<byte> message)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(message);
        }

        return packed.ToArray();
    }
}
