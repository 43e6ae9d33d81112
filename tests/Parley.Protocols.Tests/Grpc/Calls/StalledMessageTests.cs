using System.Buffers.Binary;
using Parley.Protocols.Grpc.Calls;
using Parley.Testing;

namespace Parley.Protocols.Tests.Grpc.Calls;

/// <summary>A call that takes one message, which stands still on its way or comes slowly.</summary>
public sealed class StalledMessageTests
{
    private const string Recognize = "/parley.v1.Speech/Recognize";
    private const int Length = 60_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(5_000)]
    public async Task One_that_stands_still_ends_its_call(int sent)
    {
        await using var server = await TestServer.StartAsync();
        using var call = OpenCall.Start(server, Recognize);
        await call.SendBytesAsync(Frame()[..sent]);

        var ending = call.EndAsync();
        await server.Time.UntilAsync(() => ending.IsCompleted, TimeSpan.FromMinutes(2));

        Assert.Equal(GrpcCode.DeadlineExceeded, (await ending).Code);
        Assert.Contains("30 s", (await ending).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_drips_in_ends_its_call()
    {
        await using var server = await TestServer.StartAsync();
        using var call = OpenCall.Start(server, Recognize);
        var ending = call.EndAsync();
        for (var i = 0; i < 4 && !ending.IsCompleted; i++)
        {
            await call.SendBytesAsync(Frame()[(100 * i)..(100 * (i + 1))]);
            await Eventually.TrueAsync(() => ending.IsCompleted || server.Time.Pending.Any(due => due <= Patience));
            server.Time.Advance(TimeSpan.FromSeconds(11));
        }

        await server.Time.UntilAsync(() => ending.IsCompleted, TimeSpan.FromMinutes(1));
        Assert.Equal(GrpcCode.DeadlineExceeded, (await ending).Code);
    }

    [Fact]
    public async Task One_that_grows_may_take_its_time()
    {
        await using var server = await TestServer.StartAsync();
        using var call = OpenCall.Start(server, Recognize);
        var ending = call.EndAsync();
        var frame = Frame();
        for (var at = 0; at < frame.Length; at += 10_000)
        {
            await call.SendBytesAsync(frame[at..Math.Min(at + 10_000, frame.Length)]);
            if (at + 10_000 < frame.Length)
            {
                // It has come when the server waits anew.
                await Eventually.TrueAsync(() => server.Time.Pending.Any(due => due == Patience));
                server.Time.Advance(TimeSpan.FromSeconds(20));
            }
        }

        call.Complete();
        await server.Time.UntilAsync(() => ending.IsCompleted, TimeSpan.FromMinutes(2));

        // It was read to its end, and found to be no message.
        Assert.Equal(GrpcCode.Internal, (await ending).Code);
    }

    private static byte[] Frame()
    {
        var frame = new byte[5 + Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), Length);
        frame.AsSpan(5).Fill(0xFF);
        return frame;
    }
}
