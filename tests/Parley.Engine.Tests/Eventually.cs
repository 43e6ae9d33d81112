namespace Parley.Engine.Tests;

/// <summary>For what becomes true soon on another thread and tells nobody.</summary>
internal static class Eventually
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
}
