namespace Parley.Testing;

/// <summary>For what another thread does a moment later and announces to nobody.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Waits until the condition holds; throws after ten seconds.</summary>
    public static async Task TrueAsync(Func<bool> condition)
    {
        var time = TimeProvider.System;
        for (var start = time.GetTimestamp(); !condition();)
        {
            if (time.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException("It did not come true within ten seconds.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), time);
        }
    }
}
