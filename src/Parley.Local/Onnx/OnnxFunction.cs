using System.Runtime.InteropServices;

namespace Parley.Local.Onnx;

/// <summary>
/// A model as a function of named values: inputs and outputs may have another shape at every call, and what one call
/// gave can be what the next one takes, without being copied. Thread-safe.
/// </summary>
internal sealed unsafe class OnnxFunction : IDisposable
{
    private readonly OnnxModel _model;
    private readonly nint[] _names;
    private readonly int _inputs;

    public OnnxFunction(OnnxModel model, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs)
    {
        _model = model;
        _inputs = inputs.Count;
        _names = [.. inputs.Concat(outputs).Select(Marshal.StringToCoTaskMemUTF8)];
    }

    /// <summary>Runs the model; the caller owns the <paramref name="outputs"/> it asked for and releases each.</summary>
    /// <param name="options">Native options of the run; 0: the usual ones.</param>
    /// <exception cref="OnnxException">The inputs do not fit the model, or the run was ended early.</exception>
    public void Invoke(ReadOnlySpan<nint> inputs, Span<nint> outputs, nint options = 0)
    {
        outputs.Clear();
        var held = false;
        try
        {
            _model.DangerousAddRef(ref held);
            fixed (nint* names = _names)
            fixed (nint* given = inputs)
            fixed (nint* made = outputs)
            {
                OnnxApi.Run(
                    _model.DangerousGetHandle(), options, (byte**)names, given, _inputs, (byte**)(names + _inputs), made, outputs.Length);
            }
        }
        finally
        {
            if (held)
            {
                _model.DangerousRelease();
            }
        }
    }

    public void Dispose()
    {
        foreach (ref var name in _names.AsSpan())
        {
            Marshal.FreeCoTaskMem(name);
            name = 0;
        }
    }
}
