using System.Globalization;
using Parley.Audio;
using Parley.Audio.Files;
using Parley.Failures;
using Parley.Providers;
using Parley.Voices;

namespace Parley.Engine.Voices;

/// <summary>
/// Listens to a recording that somebody wants to be spoken with: 1. it is read whole, 2. its speech is found, 3. measured,
/// 4. held against the limits, 5. and cut to what is kept.
/// </summary>
public sealed class VoiceSampleStudy(IVoiceDetectorFactory detectors, VoiceSampleLimits limits)
{
    private const int BlockSamples = 16 * 1024;

    /// <returns>The sample, or <see cref="ErrorCodes.UnsuitableSample"/>, or what is wrong with the file.</returns>
    public async Task<Outcome<StudiedSample>> StudyAsync(IAudioSource recording, CancellationToken cancellation)
    {
        // 1. Read.
        var samples = new List<float>();
        var block = new float[BlockSamples];
        while (true)
        {
            var read = await recording.ReadAsync(block, cancellation).ConfigureAwait(false);
            if (!read.Succeeded)
            {
                return read.Error;
            }

            if (read.Value == 0)
            {
                return await Task.Run(() => Study([.. samples], cancellation), cancellation).ConfigureAwait(false);
            }

            samples.AddRange(block.AsSpan(0, read.Value));
        }
    }

    private Outcome<StudiedSample> Study(float[] recording, CancellationToken cancellation)
    {
        // 2. Find.
        var heard = HeardFrames.Of(recording, detectors, limits.SpeechThreshold, cancellation);

        // 3. Measure.
        var quality = SampleMeasures.Of(recording, heard);

        // 4. Judge.
        if (Fault(quality) is { } fault)
        {
            return ParleyError.Invalid("file", fault, ErrorCodes.UnsuitableSample);
        }

        // 5. Cut.
        var kept = SampleCut.Of(heard, quality, limits.MostKept);
        return new StudiedSample(quality with { SampleSeconds = Math.Round((double)kept.Length / AudioFormat.EngineRate, 2) }, kept);
    }

    private string? Fault(VoiceQuality quality) =>
        quality.SpeechSeconds < limits.LeastSpeech
            ? Text($"The recording is too short: {quality.SpeechSeconds:0.#} s of speech were heard; at least {limits.LeastSpeech:0.#} s are needed.")
        : quality.SpeechSeconds > limits.MostSpeech
            ? Text($"The recording is too long: {quality.SpeechSeconds:0.#} s of speech were heard; at most {limits.MostSpeech:0.#} s are taken.")
        : quality.LoudnessDbfs < limits.LeastLoudness
            ? Text($"The recording is too quiet: its speech is at {quality.LoudnessDbfs:0.#} dBFS; at least {limits.LeastLoudness:0.#} dBFS are needed.")
        : quality.ClippedShare > limits.MostClipped
            ? Text($"The recording is clipped: {100 * quality.ClippedShare:0.##} % of its speech stand at full scale; at most {100 * limits.MostClipped:0.##} % may.")
        : quality.NoiseRatioDb < limits.LeastNoiseRatio
            ? Text($"The recording is too noisy: its speech is {quality.NoiseRatioDb:0.#} dB above the noise; at least {limits.LeastNoiseRatio:0.#} dB are needed.")
        : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A recording that can be spoken with.</summary>
/// <param name="Mono16k">What is kept of it, −1…1, one channel at 16 kHz.</param>
public sealed record StudiedSample(VoiceQuality Quality, ReadOnlyMemory<float> Mono16k)
{
    public VoiceSample ToSample(string? text)
    {
        var samples = new short[Mono16k.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Clamp(MathF.Round(Mono16k.Span[i] * short.MaxValue), short.MinValue, short.MaxValue);
        }

        return new VoiceSample(samples, AudioFormat.EngineRate) { Text = text };
    }
}
