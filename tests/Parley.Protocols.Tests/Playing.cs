using Parley.Testing;

namespace Parley.Protocols.Tests;

/// <summary>Time that passes for replies alone.</summary>
internal static class Playing
{
    /// <summary>Lets time pass until the task has come to its end, but only while a reply waits to be played, a second at most.</summary>
    /// <param name="time">The clock of replies.</param>
    public static async Task<T> PlayAsync<T>(this VirtualTime time, Task<T> task)
    {
        await Eventually.TrueAsync(
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
