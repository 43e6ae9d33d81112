using Parley.Engine.Sessions;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>What a minute of audio allocates on the managed heap, from the chunk that is handed over to the decision that nobody speaks.</summary>
[Collection(AloneCollection.Name)]
public sealed class AllocationTests : IAsyncDisposable
{
    private const int FrameBytes = Spoken.Rate / 50 * sizeof(short);
    private const int Frames = 60 * 50;

    /// <summary>An acknowledgement a second, and what the runtime allocates by itself meanwhile: 8 bytes a frame would be too much.</summary>
    private const long Bound = Frames * 8;

    /// <summary>What may be before speech is kept, samples: a second and what is not a whole frame of the detector yet.</summary>
    private const long Kept = Spoken.Rate + 1024;

    private readonly Studio _studio = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(0.05f)]
    public async Task A_minute_of_silence_or_noise_allocates_nothing_for_each_frame(float level)
    {
#if DEBUG
        Assert.Skip("Unoptimised code allocates for every asynchronous call.");
#endif
        var session = _studio.Start();
        var samples = new float[FrameBytes / sizeof(short)];
        Array.Fill(samples, level);
        var frame = Spoken.S16Le(samples);
        await PlayAsync(session, frame);

        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5 && least > Bound; attempt++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await PlayAsync(session, frame);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.InRange(least, 0, Bound);
    }

    /// <summary>A minute of frames, each heard before the next one comes, as at the pace of speech.</summary>
    private static async Task PlayAsync(Session session, byte[] frame)
    {
        for (var i = 0; i < Frames; i++)
        {
            (await session.AppendAsync(frame, null, Cancellation)).ValueOrThrow();
            while (session.Committed + Kept < session.Received)
            {
                Thread.Yield();
            }
        }
    }
}
