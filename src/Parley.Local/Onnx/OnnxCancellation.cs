namespace Parley.Local.Onnx;

/// <summary>
/// Lets runs of networks that belong together end early: once a token is cancelled, each fails before its next node.
/// Whoever disposes of this has no run left.
/// </summary>
internal sealed class OnnxCancellation : IDisposable
{
    private readonly CancellationTokenRegistration _registration;

    public OnnxCancellation(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            RunOptions = OnnxApi.CreateRunOptions();
            _registration = token.UnsafeRegister(static options => OnnxApi.Terminate((nint)options!), RunOptions);
        }
    }

    /// <summary>Native options for each of the runs; 0: the usual ones.</summary>
    public nint RunOptions { get; }

    public void Dispose()
    {
        // Waits for a cancellation that is under way.
        _registration.Dispose();
        if (RunOptions != 0)
        {
            OnnxApi.ReleaseRunOptions(RunOptions);
        }
    }
}
