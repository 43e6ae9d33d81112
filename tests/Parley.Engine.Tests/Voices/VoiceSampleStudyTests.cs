using Parley.Audio.Files;
using Parley.Engine.Voices;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Voices;

public sealed class VoiceSampleStudyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recording_is_measured_by_its_speech()
    {
        var quality = (await StudyAsync(VoiceRecording.Of(5, level: 0.25f, hertz: 200))).ValueOrThrow().Quality;
        Assert.Equal(5, quality.SpeechSeconds, 0.1);
        Assert.Equal(-12, quality.LoudnessDbfs, 0.3);
        Assert.Equal(-12, quality.PeakDbfs, 0.3);
        Assert.Equal(0, quality.ClippedShare);
        Assert.Equal(53, quality.NoiseRatioDb, 3d);
        Assert.Equal(200, quality.PitchHz!.Value, 6d);
    }

    [Fact]
    public async Task What_is_kept_is_the_speech_with_short_pauses_at_one_loudness()
    {
        var pause = new float[4 * Spoken.Rate];
        var studied = (await StudyAsync([.. VoiceRecording.Of(3, level: 0.15f), .. pause, .. VoiceRecording.Of(2, level: 0.15f)])).ValueOrThrow();

        // Five seconds, and a quarter of a second on either side of both parts.
        Assert.Equal(6, studied.Quality.SampleSeconds, 0.15);
        Assert.Equal(studied.Quality.SampleSeconds, studied.Mono16k.Length / (double)Spoken.Rate, 0.01);
        Assert.Equal(0.1, studied.Mono16k.ToArray().Max(), 0.01);
        Assert.Equal((16_000, "hello"), (studied.ToSample("hello").Rate, studied.ToSample("hello").Text));
    }

    [Theory]
    [InlineData(0, 0.3f, 0.001f, "too short: 0 s of speech were heard; at least 3 s")]
    [InlineData(2.5, 0.3f, 0.001f, "too short: 2.5 s of speech were heard; at least 3 s")]
    [InlineData(61, 0.3f, 0.001f, "too long: 61 s of speech were heard; at most 60 s")]
    [InlineData(5, 0.005f, 0.0001f, "too quiet: its speech is at -46 dBFS; at least -40 dBFS")]
    [InlineData(5, 1f, 0.0001f, "clipped: 99.52 % of its speech stand at full scale; at most 0.5 %")]
    public async Task A_recording_that_cannot_be_spoken_with_is_refused_with_what_was_measured_and_the_limit(
        double seconds, float level, float noise, string expected)
    {
        var error = (await StudyAsync(VoiceRecording.Of(seconds, level, noise: noise))).Error;
        Assert.Equal((ErrorCodes.UnsuitableSample, "file"), (error?.Code, error?.Param));
        Assert.Contains(expected, error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_noisy_recording_is_refused()
    {
        var error = (await StudyAsync(VoiceRecording.Of(5, level: 0.3f, noise: 0.25f), new Threshold(0.26f))).Error;
        Assert.Equal(ErrorCodes.UnsuitableSample, error?.Code);
        Assert.Matches(@"too noisy: its speech is [0-9.]+ dB above the noise; at least 10 dB", error!.Message);
    }

    [Fact]
    public async Task Noise_is_looked_for_in_the_speech_where_the_pauses_are_digital_silence()
    {
        // A voice that fades in: its quietest tenth is far below the rest, though all around it is nothing at all.
        var speech = Enumerable.Range(0, 5 * Spoken.Rate).Select(i => (i / 80 % 2 == 0 ? 1 : -1) * (i < Spoken.Rate ? 0.02f : 0.4f)).ToArray();
        var studied = await StudyAsync([.. new float[Spoken.Rate], .. speech, .. new float[Spoken.Rate]]);
        Assert.Equal(25, studied.ValueOrThrow().Quality.NoiseRatioDb, 1.5);
    }

    [Fact]
    public async Task A_file_that_breaks_off_within_its_head_is_an_error_of_the_file()
    {
        var opened = await AudioFile.OpenAsync(
            new MemoryStream(Wav.Of(VoiceRecording.Of(4))[..30]), AudioFileLimits.Default, TimeProvider.System, Cancellation);
        Assert.Equal(("file", ErrorCodes.InvalidAudio), (opened.Error?.Param, opened.Error?.Code));
    }

    private static async Task<Outcome<StudiedSample>> StudyAsync(float[] recording, IVoiceDetectorFactory? detectors = null)
    {
        var opened = await AudioFile.OpenAsync(new MemoryStream(Wav.Of(recording)), AudioFileLimits.Default, TimeProvider.System, Cancellation);
        await using var source = opened.ValueOrThrow();
        return await new VoiceSampleStudy(detectors ?? new Threshold(0.002f), new VoiceSampleLimits()).StudyAsync(source, Cancellation);
    }

    /// <summary>Hears speech in every frame whose mean level is above one.</summary>
    private sealed class Threshold(float level) : IVoiceDetectorFactory, IVoiceDetector
    {
        public int FrameLength => 512;

        public IVoiceDetector Create() => this;

        public float Detect(ReadOnlySpan<float> frame)
        {
            var sum = 0f;
            foreach (var sample in frame)
            {
                sum += MathF.Abs(sample);
            }

            return sum / frame.Length > level ? 1 : 0;
        }

        public void Reset()
        {
        }

        public void Dispose()
        {
        }
    }
}
