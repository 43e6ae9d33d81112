using System.Runtime.InteropServices;

namespace Parley.Local.Onnx;

/// <summary>A tensor of fixed shape over pinned memory: written and read in place, run after run.</summary>
internal sealed unsafe class OnnxTensor<T> : SafeHandle, IOnnxTensor
    where T : unmanaged
{
    private readonly T[] _data;

    public OnnxTensor(params ReadOnlySpan<long> shape)
        : base(0, ownsHandle: true)
    {
        var length = 1L;
        foreach (var dimension in shape)
        {
            length *= dimension;
        }

        _data = GC.AllocateArray<T>(checked((int)length), pinned: true);
        var memory = OnnxApi.CreateCpuMemoryInfo();
        try
        {
            var address = (void*)Marshal.UnsafeAddrOfPinnedArrayElement(_data, 0);
            SetHandle(OnnxApi.CreateTensor(memory, address, (nuint)(length * sizeof(T)), shape, ElementType));
        }
        finally
        {
            OnnxApi.ReleaseMemoryInfo(memory);
        }
    }

    public Span<T> Data => _data;

    public nint Value => handle;

    public override bool IsInvalid => handle == 0;

    private static int ElementType =>
        typeof(T) == typeof(float) ? 1
        : typeof(T) == typeof(long) ? 7
        : typeof(T) == typeof(bool) ? 9
        : throw new NotSupportedException($"No tensor element type for {typeof(T).Name}.");

    protected override bool ReleaseHandle()
    {
        OnnxApi.ReleaseValue(handle);
        return true;
    }
}

/// <summary>A tensor of any element type, as a run takes it.</summary>
internal interface IOnnxTensor : IDisposable
{
    nint Value { get; }
}
