using Parley.Local.Vad;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Local.Tests.Vad;

/// <summary>The voice detector that ships, on real speech.</summary>
[Collection(nameof(Engines))]
public sealed class SileroDetectorTests(Engines engines) : IDisposable
{
    private const int Frame = 512;

    private static readonly float[] Speech = Installed.Sentences()[1].Samples;

    private readonly IVoiceDetector _detector = engines.Detectors.Create();

    public void Dispose() => _detector.Dispose();

    [Fact]
    public void A_frame_is_32_ms() => Assert.Equal(Frame, _detector.FrameLength);

    [Fact]
    public void Speech_is_heard_in_most_frames_of_a_sentence()
    {
        var heard = Hear(_detector, Speech);
        Assert.All(heard, probability => Assert.InRange(probability, 0, 1));
        Assert.True(heard.Count(probability => probability > 0.5f) > heard.Length * 0.7, $"{heard.Count(p => p > 0.5f)} of {heard.Length}");
    }

    [Fact]
    public void Silence_is_not_speech() => Assert.All(Hear(_detector, new float[20 * Frame]), probability => Assert.InRange(probability, 0, 0.3f));

    [Theory]
    [InlineData(0.003f)]
    [InlineData(0.03f)]
    [InlineData(0.3f)]
    public void White_noise_starts_no_speech(float level)
    {
        var random = new Random(7);
        float[] noise = [.. Enumerable.Range(0, 200 * Frame).Select(_ => ((random.NextSingle() * 2) - 1) * level)];
        Assert.True(LongestRun(Hear(_detector, noise)) < 3);
    }

    [Fact]
    public void After_a_reset_it_hears_as_at_first()
    {
        var first = Hear(_detector, Speech);
        var unreset = Hear(_detector, Speech);
        _detector.Reset();
        Assert.Equal(first, Hear(_detector, Speech));
        Assert.NotEqual(first, unreset);
    }

    [Fact]
    public void Streams_do_not_hear_one_another()
    {
        var alone = Hear(_detector, Speech);
        using var one = engines.Detectors.Create();
        using var other = engines.Detectors.Create();
        var together = new List<float>();
        foreach (var frame in Speech.Chunk(Frame).Where(frame => frame.Length == Frame))
        {
            together.Add(one.Detect(frame));
            other.Detect(new float[Frame]);
        }

        Assert.Equal(alone, together);
    }

    [Fact]
    public void Listening_allocates_nothing()
    {
        var frame = Speech[..Frame];
        _detector.Detect(frame);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                _detector.Detect(frame);
            }
        }));
    }

    [Fact]
    public void A_missing_model_is_named()
    {
        var missing = Assert.Throws<FileNotFoundException>(() => new SileroDetectorFactory("/nowhere/silero.onnx", TimeProvider.System, new ListeningMetrics(new TestMeters())));
        Assert.Contains("/nowhere/silero.onnx", missing.Message, StringComparison.Ordinal);
    }

    private static float[] Hear(IVoiceDetector detector, float[] samples) =>
        [.. samples.Chunk(Frame).Where(frame => frame.Length == Frame).Select(frame => detector.Detect(frame))];

    private static int LongestRun(float[] probabilities)
    {
        var (longest, run) = (0, 0);
        foreach (var probability in probabilities)
        {
            run = probability >= 0.5f ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
