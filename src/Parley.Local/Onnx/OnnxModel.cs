using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Parley.Local.Onnx.Rewriting;

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

    /// <summary>Whether there is an environment, and with it memory that networks compute in.</summary>
    internal static bool IsPrepared => Environment.IsValueCreated;

    /// <param name="path">An existing file.</param>
    /// <param name="threads">Threads that one run may use.</param>
    /// <exception cref="OnnxException">The file is not a model that this library runs.</exception>
    public OnnxModel(string path, int threads)
        : base(0, ownsHandle: true) => SetHandle(WithOptions(threads, options => Load(path, options)));

    /// <param name="network">To be loaded as it is.</param>
    internal OnnxModel(IMessage network)
        : base(0, ownsHandle: true) => SetHandle(WithOptions(threads: 1, options => OnnxApi.CreateSession(Environment.Value, network.ToByteArray(), options)));

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

    private static nint WithOptions(int threads, Func<nint, nint> load)
    {
        var options = OnnxApi.CreateSessionOptions(threads);
        try
        {
            return load(options);
        }
        finally
        {
            OnnxApi.ReleaseSessionOptions(options);
        }
    }

    private static unsafe nint Load(string path, nint options)
    {
        var rewritten = Rewrite(path, out var size);

        // The network as objects is a multiple of its file and never needed again; left alone, its memory would stay for hours.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (rewritten is null)
        {
            return OnnxApi.CreateSession(Environment.Value, path, options);
        }

        try
        {
            return OnnxApi.CreateSession(Environment.Value, new ReadOnlySpan<byte>(rewritten, size), options);
        }
        finally
        {
            NativeMemory.Free(rewritten);
        }
    }

    /// <returns>Native memory that the caller frees; null: the file is to be loaded as it is.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void* Rewrite(string path, out int size)
    {
        size = 0;
        using var file = File.OpenRead(path);
        if (NetworkRewriter.Rewrite(file) is not { } network)
        {
            return null;
        }

        size = network.CalculateSize();
        var memory = NativeMemory.Alloc((nuint)size);
        network.WriteTo(new Span<byte>(memory, size));
        return memory;
    }

    protected override bool ReleaseHandle()
    {
        OnnxApi.ReleaseSession(handle);
        return true;
    }
}
