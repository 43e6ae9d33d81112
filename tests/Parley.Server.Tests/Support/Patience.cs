namespace Parley.Server.Support;

/// <summary>How long a test waits for what should come at once, on a machine that is busy with other tests.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public static CancellationToken Token() => CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(Limit).Token).Token;
}
