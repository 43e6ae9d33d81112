using Parley.Local.Onnx;

namespace Parley.Local.Moonshine;

/// <summary>Audio → what the decoder listens to. Thread-safe.</summary>
internal sealed unsafe class MoonshineEncoder : IDisposable
{
    private readonly OnnxModel _model;
    private readonly OnnxFunction _function;

    /// <exception cref="OnnxException">The file is no Moonshine encoder.</exception>
    public MoonshineEncoder(string path, int threads)
    {
        _model = new OnnxModel(path, threads);
        if (_model.InputCount != 1)
        {
            _model.Dispose();
            throw new OnnxException($"{path} is no Moonshine encoder.");
        }

        _function = new OnnxFunction(_model, ["input_values"], ["last_hidden_state"]);
    }

    /// <param name="samples">16 kHz, −1…1: the utterances one after the other, each of the same length.</param>
    /// <param name="options">Native options of the run; 0: the usual ones.</param>
    /// <returns>A value that the caller owns: [utterance, time, dimension].</returns>
    /// <exception cref="OnnxException">The run was ended early.</exception>
    public nint Encode(ReadOnlySpan<float> samples, int utterances = 1, nint options = 0)
    {
        const int Float = 1;
        var memory = OnnxApi.CreateCpuMemoryInfo();
        nint input = 0;
        try
        {
            fixed (float* first = samples)
            {
                input = OnnxApi.CreateTensor(memory, first, (nuint)samples.Length * sizeof(float), [utterances, samples.Length / utterances], Float);
                nint states = 0;
                _function.Invoke([input], new Span<nint>(ref states), options);
                return states;
            }
        }
        finally
        {
            if (input != 0)
            {
                OnnxApi.ReleaseValue(input);
            }

            OnnxApi.ReleaseMemoryInfo(memory);
        }
    }

    public void Dispose()
    {
        _function.Dispose();
        _model.Dispose();
    }
}
