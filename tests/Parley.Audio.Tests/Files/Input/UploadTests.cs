using FsCheck;
using FsCheck.Fluent;
using Parley.Audio.Files.Input;
using Parley.Failures;

namespace Parley.Audio.Tests.Files.Input;

public sealed class UploadTests
{
    [Fact]
    public void Looking_ahead_and_skipping_never_lose_or_repeat_a_byte()
    {
        var bytes = new byte[200_000];
        new Random(2).NextBytes(bytes);
        var steps =
            from piece in Gen.Choose(1, 80_000)
            from moves in Gen.ListOf(
                from kind in Gen.Choose(0, 2)
                from count in Gen.Choose(0, 64 * 1024)
                select (kind, count))
            select (piece, moves);

        Prop.ForAll(steps.ToArbitrary(), async step =>
        {
            var upload = new Upload(new TrickleStream(bytes, step.piece), bytes.Length);
            var at = 0;
            foreach (var (kind, count) in step.moves)
            {
                var left = Math.Min(count, bytes.Length - at);
                if (kind == 0)
                {
                    var seen = await upload.PeekAsync(count, CancellationToken.None);
                    Assert.Equal(bytes.AsMemory(at, left), seen);
                }
                else if (kind == 1)
                {
                    Assert.Equal(left == count, await upload.SkipAsync(count, CancellationToken.None));
                    at += left;
                }
                else
                {
                    var block = new byte[count];
                    await upload.ReadExactlyAsync(block.AsMemory(0, left), CancellationToken.None);
                    Assert.Equal(bytes.AsMemory(at, left), block.AsMemory(0, left));
                    at += left;
                }
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task A_file_of_exactly_the_limit_passes_and_one_byte_more_does_not()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await new Upload(new TrickleStream(new byte[100_000]), 100_000).CopyToAsync(Stream.Null, cancellation);

        var refused = await Assert.ThrowsAsync<ParleyException>(() =>
            new Upload(new TrickleStream(new byte[100_001]), 100_000).CopyToAsync(Stream.Null, cancellation));

        Assert.Equal(
            ParleyError.Invalid("file", "The file is longer than the limit of 100000 bytes.", ErrorCodes.UploadTooLarge),
            refused.Error);
    }
}
