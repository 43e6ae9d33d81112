using Parley.Engine.Sessions;

namespace Parley.Engine.Tests.Sessions;

public sealed class TurnstileTests
{
    private readonly Turnstile _turnstile = new();

    [Fact]
    public async Task Those_who_come_from_many_sides_at_once_all_pass()
    {
        var passed = 0;
        await Parallel.ForAsync(0, 2_000, TestContext.Current.CancellationToken, async (_, cancellation) =>
        {
            await _turnstile.PassAsync().WaitAsync(TimeSpan.FromSeconds(60), cancellation);
            Interlocked.Increment(ref passed);
        });

        Assert.Equal(2_000, passed);
    }
}
