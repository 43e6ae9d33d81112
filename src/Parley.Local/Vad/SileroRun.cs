using Parley.Audio;
using Parley.Local.Onnx;

namespace Parley.Local.Vad;

/// <summary>The network with room for so many streams: the window of each, its state before and after, and what was heard.</summary>
internal sealed class SileroRun : IDisposable
{
    private const int WindowLength = SileroDetector.Context + SileroDetector.Frame;
    private const int Half = SileroDetector.StateHalf;

    private readonly int _streams;
    private readonly OnnxTensor<float> _input;
    private readonly OnnxTensor<float> _state;
    private readonly OnnxTensor<long> _rate = new(1);
    private readonly OnnxTensor<float> _probability;
    private readonly OnnxTensor<float> _next;
    private readonly OnnxRun _run;

    public SileroRun(OnnxModel model, int streams)
    {
        _streams = streams;
        _input = new OnnxTensor<float>(streams, WindowLength);
        _state = new OnnxTensor<float>(2, streams, Half);
        _probability = new OnnxTensor<float>(streams, 1);
        _next = new OnnxTensor<float>(2, streams, Half);
        _rate.Data[0] = AudioFormat.EngineRate;
        _run = new OnnxRun(
            model,
            [("input", _input), ("state", _state), ("sr", _rate)],
            [("output", _probability), ("stateN", _next)]);
    }

    /// <summary>A stream's context, and its frame after it.</summary>
    public Span<float> Window(int stream) => _input.Data.Slice(stream * WindowLength, WindowLength);

    public float Probability(int stream) => _probability.Data[stream];

    /// <exception cref="OnnxException">The network failed.</exception>
    public void Invoke() => _run.Invoke();

    /// <summary>Forgets what a stream heard before.</summary>
    public void Clear(int stream)
    {
        Window(stream).Clear();
        for (var half = 0; half < 2; half++)
        {
            Part(_state, half, stream).Clear();
        }
    }

    /// <summary>Makes what a stream has heard what it heard before: the end of its window, and its next state.</summary>
    public void Advance(int stream)
    {
        var window = Window(stream);
        window[^SileroDetector.Context..].CopyTo(window);
        CopyNext(stream, this, stream, _state);
    }

    /// <summary>Copies a stream's window and state to a place in another.</summary>
    public void CopyTo(int stream, SileroRun other, int place)
    {
        Window(stream).CopyTo(other.Window(place));
        for (var half = 0; half < 2; half++)
        {
            Part(_state, half, stream).CopyTo(other.Part(other._state, half, place));
        }
    }

    /// <summary>Copies a stream's next state to a place in another.</summary>
    public void CopyNext(int stream, SileroRun other, int place) => CopyNext(stream, other, place, other._next);

    public void Dispose() => _run.Dispose();

    private void CopyNext(int stream, SileroRun other, int place, OnnxTensor<float> states)
    {
        for (var half = 0; half < 2; half++)
        {
            Part(_next, half, stream).CopyTo(other.Part(states, half, place));
        }
    }

    private Span<float> Part(OnnxTensor<float> states, int half, int stream) => states.Data.Slice(((half * _streams) + stream) * Half, Half);
}
