using System.Runtime.InteropServices;

namespace Parley.Local.Onnx;

/// <summary>A model loaded once and run by many at the same time.</summary>
public sealed class OnnxModel : SafeHandle
{
    // One environment a process, whoever asks first: sherpa-onnx's sessions live in this one too.
    private static readonly Lazy<nint> Environment = new(() =>
    {
        var env = OnnxApi.CreateEnv();
        OnnxApi.ShareArena(env);
        return env;
    });

    /// <summary>Makes the environment before another library makes one of its own.</summary>
    internal static void Prepare() => _ = Environment.Value;

    /// <param name="path">An existing file.</param>
    /// <param name="threads">Threads that one run may use.</param>
    /// <exception cref="OnnxException">The file is not a model that this library runs.</exception>
    public OnnxModel(string path, int threads)
        : base(0, ownsHandle: true)
    {
        var options = OnnxApi.CreateSessionOptions(threads);
        try
        {
            SetHandle(OnnxApi.CreateSession(Environment.Value, path, options));
        }
        finally
        {
            OnnxApi.ReleaseSessionOptions(options);
        }
    }

    public int InputCount => Held(OnnxApi.InputCount);

    /// <summary>The shape declared for an input, in the order of the model's inputs; −1 where any length goes.</summary>
    public long[] InputShape(int input) => Held(session => OnnxApi.InputShape(session, input));

    public override bool IsInvalid => handle == 0;

    /// <summary>Does something with the native session, which stays until that is done.</summary>
    internal T Held<T>(Func<nint, T> use)
    {
        var held = false;
        try
        {
            DangerousAddRef(ref held);
            return use(handle);
        }
        finally
        {
            if (held)
            {
                DangerousRelease();
            }
        }
    }

    protected override bool ReleaseHandle()
    {
        OnnxApi.ReleaseSession(handle);
        return true;
    }
}
