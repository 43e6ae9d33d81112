using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Parley.Protocols.Grpc.Calls;

namespace Parley.Protocols.Tests.Grpc.Calls;

/// <summary>Bytes of a request → messages, however the network cut them.</summary>
public sealed class MessageFrameTests
{
    private const int Limit = 4_096;

    [Fact]
    public void A_header_says_what_was_written_into_it() => Prop.ForAll<bool, uint>((compressed, length) =>
    {
        var header = new byte[MessageFrame.HeaderBytes];
        new MessageFrame(compressed, length).Write(header);
        return MessageFrame.Read(new ReadOnlySequence<byte>(header)) == new MessageFrame(compressed, length);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Messages_come_out_as_they_went_in_wherever_the_stream_is_cut() => Prop.ForAll<byte[][], bool[], int[]>((bodies, packed, cuts) =>
    {
        var sent = bodies.Select(body => new V1.Audio { Data = ByteString.CopyFrom(body) }).ToArray();
        byte[] bytes = [.. sent.Select((message, i) => Frame(message.ToByteArray(), i < packed.Length && packed[i])).SelectMany(frame => frame)];
        return Read(bytes, cuts, "gzip").SequenceEqual(sent);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_messages_or_a_refusal_and_nothing_else() =>
        Prop.ForAll<byte[], int[]>(ReadOrRefuse).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Any_bytes_in_a_valid_frame_are_a_message_or_a_refusal_and_nothing_else() =>
        Prop.ForAll<byte[], bool, int[]>((body, compressed, cuts) => ReadOrRefuse([compressed ? (byte)1 : (byte)0, 0, 0, 0, (byte)body.Length, .. body], cuts))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Theory]
    [InlineData(new byte[] { 2, 0, 0, 0, 0 }, (int)GrpcCode.Internal)]
    [InlineData(new byte[] { 255, 0, 0, 0, 0 }, (int)GrpcCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0 }, (int)GrpcCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 1 }, (int)GrpcCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 7 }, (int)GrpcCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 16, 1 }, (int)GrpcCode.ResourceExhausted)]
    [InlineData(new byte[] { 0, 255, 255, 255, 255 }, (int)GrpcCode.ResourceExhausted)]
    [InlineData(new byte[] { 1, 0, 0, 0, 3, 1, 2, 3 }, (int)GrpcCode.Internal)]
    public void What_is_no_message_has_a_status(byte[] bytes, int code) =>
        Assert.Equal((GrpcCode)code, Assert.ThrowsAny<GrpcException>(() => Read(bytes, [], "gzip")).Status.Code);

    [Fact]
    public void A_message_marked_as_compressed_needs_a_compression() =>
        Assert.Equal(GrpcCode.Internal, Assert.ThrowsAny<GrpcException>(() => Read(Frame([], compressed: true), [], "identity")).Status.Code);

    [Fact]
    public void A_small_message_that_unpacks_into_a_huge_one_is_refused_before_it_does()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 64; i++)
            {
                gzip.Write(zeros);
            }
        }

        var refused = Assert.ThrowsAny<GrpcException>(() => MessageCompression.Unpack(new ReadOnlySequence<byte>(packed.ToArray()), Limit));

        Assert.Equal(GrpcCode.ResourceExhausted, refused.Status.Code);
        Assert.Contains("4096", refused.Message, StringComparison.Ordinal);
    }

    private static bool ReadOrRefuse(byte[] bytes, int[] cuts)
    {
        try
        {
            _ = Read(bytes, cuts, "gzip");
            return true;
        }
        catch (GrpcException refused)
        {
            return refused.Status.Code is GrpcCode.Internal or GrpcCode.ResourceExhausted;
        }
    }

    private static List<V1.Audio> Read(byte[] bytes, int[] cuts, string encoding)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0, readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline));
        var reader = new MessageReader<V1.Audio>(pipe.Reader, encoding, Limit);
        var messages = new List<V1.Audio>();
        var reading = ReadAsync();
        var from = 0;
        foreach (var cut in cuts.Select(cut => bytes.Length == 0 ? 0 : (int)((uint)cut % bytes.Length)).Order().Append(bytes.Length))
        {
            pipe.Writer.Write(bytes.AsSpan(from..cut));
            _ = pipe.Writer.FlushAsync().AsTask().Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
            from = cut;
        }

        pipe.Writer.Complete();
        reading.GetAwaiter().GetResult();
        return messages;

        async Task ReadAsync()
        {
            while (await reader.ReadAsync(_ => { }, CancellationToken.None) is { } message)
            {
                messages.Add(message);
            }
        }
    }

    private static byte[] Frame(byte[] message, bool compressed)
    {
        var body = compressed ? MessageCompression.Pack(message) : message;
        var frame = new byte[MessageFrame.HeaderBytes + body.Length];
        new MessageFrame(compressed, (uint)body.Length).Write(frame);
        body.CopyTo(frame, MessageFrame.HeaderBytes);
        return frame;
    }
}
