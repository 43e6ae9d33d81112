using System.Runtime.InteropServices;
using Parley.Failures;
using Parley.Local.Models;
using Parley.Local.Scheduling;
using Parley.Providers;

namespace Parley.Local.Sherpa.Streaming;

/// <summary>
/// Recognises utterances with a streaming model of sherpa-onnx. Endpointing is Parley's, as for every model, so each
/// hearing of an utterance goes through a stream of its own from the utterance's beginning.
/// </summary>
public sealed class StreamingRecognizer : UtteranceRecognizer
{
    /// <summary>A streaming model says a word once it has heard what follows; this much silence follows the last one.</summary>
    private const int TailSamples = Rate * 8 / 10;

    private readonly SherpaHandle _handle;

    /// <exception cref="ArgumentException">Something is wrong with the model's files; the message says all of it.</exception>
    public StreamingRecognizer(LocalModel model, EngineScheduler scheduler)
        : base(model, scheduler, shortestSamples: 1) => _handle = SherpaHandle.CreateStreaming(model);

    private protected override void Release() => _handle.Dispose();

    private protected override unsafe Outcome<Recognition> Decode(ReadOnlySpan<float> samples, IReadOnlyList<int>? draft, CancellationToken cancellation)
    {
        var held = false;
        nint stream = 0;
        try
        {
            _handle.DangerousAddRef(ref held);
            var recognizer = _handle.DangerousGetHandle();
            stream = StreamingLibrary.CreateStream(recognizer);
            Accept(stream, samples);
            Accept(stream, new float[TailSamples]);
            StreamingLibrary.FinishInput(stream);
            while (StreamingLibrary.IsReady(recognizer, stream) != 0)
            {
                StreamingLibrary.Decode(recognizer, stream);
            }

            var result = StreamingLibrary.GetResult(recognizer, stream);
            if (result is null)
            {
                return ParleyError.Provider(FailureCategory.InvalidOutput, "The engine gave no result for this audio.");
            }

            var recognition = new Recognition(Marshal.PtrToStringUTF8(result->Text)?.Trim() ?? "");
            StreamingLibrary.DestroyResult(result);
            return recognition;
        }
        finally
        {
            if (stream != 0)
            {
                StreamingLibrary.DestroyStream(stream);
            }

            if (held)
            {
                _handle.DangerousRelease();
            }
        }
    }

    private static unsafe void Accept(nint stream, ReadOnlySpan<float> samples)
    {
        fixed (float* first = samples)
        {
            StreamingLibrary.AcceptWaveform(stream, Rate, first, samples.Length);
        }
    }
}
