using System.Runtime.InteropServices;

namespace Parley.Local.Onnx;

/// <summary>
/// A model bound to its input and output tensors by name; each <see cref="Invoke()"/> reads and writes them in place and
/// allocates nothing. Not thread-safe; several may share one model.
/// </summary>
internal sealed unsafe class OnnxRun : IDisposable
{
    private readonly OnnxModel _model;
    private readonly IOnnxTensor[] _tensors;
    private readonly nint[] _names;
    private readonly nint[] _values;
    private readonly int _inputs;

    public OnnxRun(OnnxModel model, (string Name, IOnnxTensor Tensor)[] inputs, (string Name, IOnnxTensor Tensor)[] outputs)
    {
        (string Name, IOnnxTensor Tensor)[] all = [.. inputs, .. outputs];
        _model = model;
        _inputs = inputs.Length;
        _tensors = Array.ConvertAll(all, bound => bound.Tensor);
        _values = Array.ConvertAll(all, bound => bound.Tensor.Value);
        _names = Array.ConvertAll(all, bound => Marshal.StringToCoTaskMemUTF8(bound.Name));
    }

    /// <exception cref="OnnxException">The tensors do not fit the model.</exception>
    public void Invoke() => Invoke(0);

    /// <param name="options">Native options of the run; 0: the usual ones.</param>
    /// <exception cref="OnnxException">The tensors do not fit the model.</exception>
    public void Invoke(nint options)
    {
        var held = false;
        try
        {
            _model.DangerousAddRef(ref held);
            fixed (nint* names = _names)
            fixed (nint* values = _values)
            {
                OnnxApi.Run(
                    _model.DangerousGetHandle(), options,
                    (byte**)names, values, _inputs,
                    (byte**)(names + _inputs), values + _inputs, _values.Length - _inputs);
            }

            GC.KeepAlive(_tensors);
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
        foreach (var tensor in _tensors)
        {
            tensor.Dispose();
        }

        foreach (ref var name in _names.AsSpan())
        {
            Marshal.FreeCoTaskMem(name);
            name = 0;
        }
    }
}
