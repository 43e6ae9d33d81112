using Parley.Testing;

namespace Parley.Protocols.Tests;

/// <summary>For what becomes true soon on another thread and tells nobody.</summary>
internal static class Soon
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task Async(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, $"{what}: not within {Patience.TotalSeconds} s");
            await Task.Yield();
        }
    }

    /// <summary>Lets time pass until the task has come to its end, but only while a reply waits to be played, a second at most.</summary>
    /// <param name="time">The clock of replies.</param>
    public static async Task<T> PlayAsync<T>(this VirtualTime time, Task<T> task)
    {
        await Async(
            () =>
            {
                if (!task.IsCompleted && time.Pending.Where(wait => wait <= TimeSpan.FromSeconds(1)).Select(wait => (TimeSpan?)wait).Min() is { } next)
                {
                    time.Advance(next > TimeSpan.Zero ? next : TimeSpan.FromMilliseconds(1));
                }

                return task.IsCompleted;
            },
            "what was waited for");
        return await task;
    }
}
