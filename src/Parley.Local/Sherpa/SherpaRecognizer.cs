using System.Runtime.InteropServices;
using Parley.Failures;
using Parley.Local.Models;
using Parley.Local.Scheduling;
using Parley.Providers;

namespace Parley.Local.Sherpa;

/// <summary>Recognises whole utterances with a model that sherpa-onnx runs, on the engine's threads.</summary>
public sealed class SherpaRecognizer : UtteranceRecognizer
{
    /// <summary>Some models end the process when they get fewer samples.</summary>
    private const int ShortestSamples = Rate / 2;

    private readonly SherpaHandle _handle;

    /// <exception cref="ArgumentException">Something is wrong with the model's files; the message says all of it.</exception>
    public SherpaRecognizer(LocalModel model, EngineScheduler scheduler)
        : base(model, scheduler, ShortestSamples) => _handle = SherpaHandle.Create(model);

    private protected override void Release() => _handle.Dispose();

    private protected override unsafe Outcome<Recognition> Decode(ReadOnlySpan<float> samples, IReadOnlyList<int>? draft, CancellationToken cancellation)
    {
        var held = false;
        nint stream = 0;
        try
        {
            _handle.DangerousAddRef(ref held);
            var recognizer = _handle.DangerousGetHandle();
            stream = SherpaLibrary.CreateStream(recognizer);
            fixed (float* first = samples)
            {
                SherpaLibrary.AcceptWaveform(stream, Rate, first, samples.Length);
            }

            SherpaLibrary.Decode(recognizer, stream);
            var result = SherpaLibrary.GetResult(stream);
            if (result is null)
            {
                return ParleyError.Provider(FailureCategory.InvalidOutput, "The engine gave no result for this audio.");
            }

            var recognition = new Recognition(Marshal.PtrToStringUTF8(result->Text)?.Trim() ?? "")
            {
                Language = Language(Marshal.PtrToStringUTF8(result->Language)),
            };
            SherpaLibrary.DestroyResult(result);
            return recognition;
        }
        finally
        {
            if (stream != 0)
            {
                SherpaLibrary.DestroyStream(stream);
            }

            if (held)
            {
                _handle.DangerousRelease();
            }
        }
    }

    /// <summary>Some models say the language, as "en" or as "&lt;|en|&gt;".</summary>
    private static string? Language(string? said) => said?.Trim('<', '|', '>') is { Length: > 0 } language ? language : null;
}
