using Parley.Audio.Files;
using Parley.Failures;

namespace Parley.Audio.Tests.Files;

public sealed class LimitedSourceTests
{
    private static readonly float[] Room = new float[1_000];

    [Fact]
    public async Task Audio_up_to_the_limit_is_given_then_the_limit_is_named_again_and_again()
    {
        await using var source = new LimitedSource(new Script(1_000, 1_000, 1_000), TimeSpan.FromSeconds(0.1));

        Assert.Equal(1_000, (await ReadAsync(source)).ValueOrThrow());
        Assert.Equal(600, (await ReadAsync(source)).ValueOrThrow());
        var tooLong = ParleyError.Invalid(
            "file", "The audio is longer than the limit of 00:00:00.1000000.", ErrorCodes.AudioTooLong);
        Assert.Equal(tooLong, (await ReadAsync(source)).Error);
        Assert.Equal(tooLong, (await ReadAsync(source)).Error);
    }

    [Fact]
    public async Task Audio_of_exactly_the_limit_simply_ends()
    {
        await using var source = new LimitedSource(new Script(1_000, 600), TimeSpan.FromSeconds(0.1));

        Assert.Equal(1_000, (await ReadAsync(source)).ValueOrThrow());
        Assert.Equal(600, (await ReadAsync(source)).ValueOrThrow());
        Assert.Equal(0, (await ReadAsync(source)).ValueOrThrow());
        Assert.Equal(0, (await ReadAsync(source)).ValueOrThrow());
    }

    [Fact]
    public async Task An_error_comes_again_when_asked_again()
    {
        await using var source = new LimitedSource(new Script(5, -1), TimeSpan.FromHours(1));

        Assert.Equal(5, (await ReadAsync(source)).ValueOrThrow());
        Assert.Equal("broken", (await ReadAsync(source)).Error?.Message);
        Assert.Equal("broken", (await ReadAsync(source)).Error?.Message);
    }

    [Fact]
    public async Task No_room_at_all_is_a_mistake_of_the_caller()
    {
        await using var source = new LimitedSource(new Script(5), TimeSpan.FromHours(1));

        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await source.ReadAsync(Memory<float>.Empty, TestContext.Current.CancellationToken));
    }

    private static ValueTask<Outcome<int>> ReadAsync(LimitedSource source) =>
        source.ReadAsync(Room, TestContext.Current.CancellationToken);

    /// <summary>Gives these counts of samples, an error for −1, then the end; reading on after that fails the test.</summary>
    private sealed class Script(params int[] counts) : IAudioSource
    {
        private int _next;

        public string Container => "script";

        public TimeSpan? Duration => null;

        public ValueTask<Outcome<int>> ReadAsync(Memory<float> mono16k, CancellationToken cancellation)
        {
            Assert.True(_next <= counts.Length, "read after the end");
            var count = _next < counts.Length ? counts[_next] : 0;
            _next++;
            return count < 0
                ? throw new ParleyException(ParleyError.Invalid("file", "broken"))
                : ValueTask.FromResult<Outcome<int>>(count);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
