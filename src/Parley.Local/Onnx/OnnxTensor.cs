using System.Runtime.InteropServices;

namespace Parley.Local.Onnx;

/// <summary>
/// A tensor of fixed shape, written and read in place, run after run. Its memory is native: it goes back when the tensor
/// is disposed of, where pinned arrays of a thousand short sessions would wait for a full collection.
/// </summary>
internal sealed unsafe class OnnxTensor<T> : SafeHandle, IOnnxTensor
    where T : unmanaged
{
    private readonly int _length;
    private T* _data;

    public OnnxTensor(params ReadOnlySpan<long> shape)
        : base(0, ownsHandle: true)
    {
        var length = 1L;
        foreach (var dimension in shape)
        {
            length *= dimension;
        }

        _length = checked((int)length);
        _data = (T*)NativeMemory.AllocZeroed((nuint)_length, (nuint)sizeof(T));
        var memory = OnnxApi.CreateCpuMemoryInfo();
        try
        {
            SetHandle(OnnxApi.CreateTensor(memory, _data, (nuint)length * (nuint)sizeof(T), shape, ElementType));
        }
        catch
        {
            NativeMemory.Free(_data);
            throw;
        }
        finally
        {
            OnnxApi.ReleaseMemoryInfo(memory);
        }
    }

    /// <exception cref="ObjectDisposedException">The tensor has been disposed of, and its memory with it.</exception>
    public Span<T> Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return new Span<T>(_data, _length);
        }
    }

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
        NativeMemory.Free(_data);
        _data = null;
        return true;
    }
}

/// <summary>A tensor of any element type, as a run takes it.</summary>
internal interface IOnnxTensor : IDisposable
{
    nint Value { get; }
}
