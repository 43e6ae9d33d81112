using Parley.Audio;
using Parley.Local.Onnx;
using Parley.Providers;

namespace Parley.Local.Vad;

/// <summary>Silero VAD v5: a frame of 32 ms, heard with the 4 ms before it and a state of 256 numbers.</summary>
internal sealed class SileroDetector : IVoiceDetector, IDisposable
{
    private const int Frame = 512;
    private const int Context = 64;
    private const int StateLength = 2 * 128;
    private const long SampleRate = AudioFormat.EngineRate;

    private readonly OnnxTensor<float> _input = new(1, Context + Frame);
    private readonly OnnxTensor<float> _state = new(2, 1, 128);
    private readonly OnnxTensor<long> _rate = new(1);
    private readonly OnnxTensor<float> _probability = new(1, 1);
    private readonly OnnxTensor<float> _nextState = new(2, 1, 128);
    private readonly OnnxRun _run;

    public SileroDetector(OnnxModel model)
    {
        _rate.Data[0] = SampleRate;
        _run = new OnnxRun(
            model,
            [("input", _input), ("state", _state), ("sr", _rate)],
            [("output", _probability), ("stateN", _nextState)]);
    }

    public int FrameLength => Frame;

    public float Detect(ReadOnlySpan<float> frame)
    {
        frame.CopyTo(_input.Data[Context..]);
        _run.Invoke();
        frame[^Context..].CopyTo(_input.Data);
        _nextState.Data[..StateLength].CopyTo(_state.Data);
        return _probability.Data[0];
    }

    public void Reset()
    {
        _input.Data.Clear();
        _state.Data.Clear();
    }

    public void Dispose() => _run.Dispose();
}
