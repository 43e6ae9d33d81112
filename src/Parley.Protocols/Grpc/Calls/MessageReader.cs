using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>The request's body → messages. One caller at a time.</summary>
/// <param name="encoding">What the client declared for the messages that it marks as compressed.</param>
internal sealed class MessageReader<T>(PipeReader body, string encoding, int maxBytes)
    where T : class, IMessage<T>, new()
{
    /// <summary>Unknown fields cost memory and are of no use here.</summary>
    private static readonly MessageParser<T> Parser = new MessageParser<T>(() => new T()).WithDiscardUnknownFields(true);

    /// <summary>The next message; null when the client has closed its side.</summary>
    /// <exception cref="GrpcException">The bytes are no message, or one that is too large.</exception>
    /// <param name="growing">Called with the number of its bytes that are there, whenever more of a message has come.</param>
    public async ValueTask<T?> ReadAsync(Action<long> growing, CancellationToken cancellation)
    {
        var read = await ReadAtLeastAsync(MessageFrame.HeaderBytes, growing, cancellation);
        if (read.Buffer.IsEmpty)
        {
            body.AdvanceTo(read.Buffer.End);
            return null;
        }

        if (read.Buffer.Length < MessageFrame.HeaderBytes)
        {
            throw MessageReader.CutOff();
        }

        var frame = Check(MessageFrame.Read(read.Buffer));
        var whole = MessageFrame.HeaderBytes + (int)frame.Length;
        if (read.Buffer.Length < whole)
        {
            growing(read.Buffer.Length);
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await ReadAtLeastAsync(whole, growing, cancellation);
            if (read.Buffer.Length < whole)
            {
                throw MessageReader.CutOff();
            }
        }

        var message = Parse(frame, read.Buffer.Slice(MessageFrame.HeaderBytes, frame.Length));
        body.AdvanceTo(read.Buffer.GetPosition(whole));
        return message;
    }

    private async ValueTask<ReadResult> ReadAtLeastAsync(int bytes, Action<long> growing, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellation);
            if (read.Buffer.Length >= bytes || read.IsCompleted)
            {
                return read;
            }

            growing(read.Buffer.Length);
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private MessageFrame Check(MessageFrame? read)
    {
        if (read is not { } frame)
        {
            throw new GrpcException(GrpcCode.Internal, "A message begins with a byte that is neither 0 nor 1.");
        }

        if (frame.Compressed && encoding is MessageCompression.Identity)
        {
            throw new GrpcException(
                GrpcCode.Internal, $"A message is marked as compressed, and {GrpcHeaders.Encoding} names no compression.");
        }

        return frame.Length <= maxBytes ? frame : throw new MessageTooLargeException(maxBytes);
    }

    private T Parse(MessageFrame frame, ReadOnlySequence<byte> bytes)
    {
        try
        {
            return Parser.ParseFrom(frame.Compressed ? MessageCompression.Unpack(bytes, maxBytes) : bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new GrpcException(GrpcCode.Internal, $"A message is not a {new T().Descriptor.FullName}.");
        }
    }
}

/// <summary>What is said of a body that holds no messages.</summary>
internal static class MessageReader
{
    public static GrpcException CutOff() => new(GrpcCode.Internal, "The request ends inside a message.");
}
