using System.Runtime.CompilerServices;

namespace Parley.Testing;

/// <summary>For what another thread does a moment later and announces to nobody.</summary>
public static class Eventually
{
    /// <summary>Far more than any of it takes, on a machine that has other things to do as well.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How often is asked before somebody else is given time to work.</summary>
    private const int AtOnce = 10;

    private const int LongestPauseMs = 10;

    /// <summary>Waits until the condition holds; throws after thirty seconds, and says what did not come.</summary>
    public static Task TrueAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        TrueAsync(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="TrueAsync(Func{bool}, string)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        for (var asked = 1; !await condition(); asked++)
        {
            if (time.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"Not within {Patience.TotalSeconds} s: {what}");
            }

            if (asked < AtOnce)
            {
                await Task.Yield();
            }
            else
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(asked - AtOnce + 1, LongestPauseMs)), time);
            }
        }
    }
}
