using System.Runtime.InteropServices;
using Parley.Audio;
using Parley.Failures;
using Parley.Local.Scheduling;
using Parley.Providers;

namespace Parley.Local.Sherpa;

/// <summary>Recognises whole utterances with a model that sherpa-onnx runs, on the engine's threads.</summary>
public sealed class SherpaRecognizer : IRecognizer, IDisposable
{
    private const int Rate = AudioFormat.EngineRate;

    /// <summary>Shorter audio is filled up with silence: models take a least number of samples and end the process below it.</summary>
    private const int ShortestSamples = Rate / 2;

    private readonly SherpaHandle _handle;
    private readonly EngineScheduler _scheduler;
    private readonly int _longest;

    /// <exception cref="ArgumentException">Something is wrong with the model's files; the message says all of it.</exception>
    public SherpaRecognizer(SherpaModel model, EngineScheduler scheduler)
    {
        var problems = SherpaModelCheck.Problems(model);
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(model));
        }

        _scheduler = scheduler;
        _longest = (int)((model.LongestSeconds + 2) * Rate);
        Capabilities = new RecognizerCapabilities(model.Name, model.Languages, WordTimes: false, model.LongestSeconds)
        {
            Margins = new SpeechMargins(
                model.MarginBefore ?? SpeechMargins.Default.Before, model.MarginAfter ?? SpeechMargins.Default.After),
        };
        _handle = SherpaHandle.Create(model);
    }

    public RecognizerCapabilities Capabilities { get; }

    public ValueTask<Outcome<Recognition>> RecognizeAsync(RecognitionRequest request, CancellationToken cancellation) =>
        request.Samples.Length > _longest
            ? ValueTask.FromResult<Outcome<Recognition>>(ParleyError.Provider(
                FailureCategory.Rejected, $"{request.Samples.Length / (double)Rate:0.0} s of audio; the model takes {_longest / Rate} s."))
            : new ValueTask<Outcome<Recognition>>(
                _scheduler.RunAsync(request.Session, request.Urgency, () => Decode(request.Samples.Span), cancellation));

    /// <summary>Decodes a second of silence, so that the first speaker does not pay for what is set up on first use.</summary>
    public void WarmUp() => Decode(new float[Rate]);

    public void Dispose() => _handle.Dispose();

    private unsafe Outcome<Recognition> Decode(ReadOnlySpan<float> samples)
    {
        if (samples.Length < ShortestSamples)
        {
            var filled = new float[ShortestSamples];
            samples.CopyTo(filled);
            samples = filled;
        }

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
