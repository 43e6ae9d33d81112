using Parley.Engine.Pipeline;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Pipeline;

public sealed class SpeechGateTests : IDisposable
{
    private readonly Witness _detector = new();
    private readonly SpeechGate _gate;
    private long _at;

    public SpeechGateTests() => _gate = new SpeechGate(_detector);

    public void Dispose() => _gate.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(0.0005f)]
    public void Silence_and_a_quiet_room_never_reach_the_detector(float level)
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(0, Judge(level).Probability);
        }

        Assert.Empty(_detector.Heard);
    }

    [Fact]
    public void Speech_is_judged_by_the_detector()
    {
        var frame = Judge(0.3f);
        Assert.Equal((0L, 512, 0.75f), (frame.Start, frame.Length, frame.Probability));
        Assert.Equal(0.09f, frame.Power, 1e-4f);
    }

    [Fact]
    public void When_the_gate_opens_the_detector_starts_anew_and_hears_the_frame_before()
    {
        Judge(0.0001f);
        Judge(0.0002f);
        Judge(0.3f);
        Assert.Equal([0.0002f, 0.3f], _detector.Heard);
        Assert.Equal(1, _detector.Resets);
    }

    [Fact]
    public void The_detector_hears_every_frame_while_the_gate_is_open()
    {
        Judge(0.3f);
        Judge(0.0f);
        Judge(0.4f);
        Assert.Equal([0f, 0.3f, 0f, 0.4f], _detector.Heard);
        Assert.Equal(1, _detector.Resets);
    }

    [Fact]
    public void The_gate_closes_some_time_after_the_last_sound()
    {
        Judge(0.3f);
        for (var i = 0; i < 100; i++)
        {
            Judge(0);
        }

        Assert.InRange(_detector.Heard.Count, 6, 60);
        var heard = _detector.Heard.Count;
        Judge(0);
        Assert.Equal(heard, _detector.Heard.Count);
    }

    [Fact]
    public void After_a_break_in_the_audio_nothing_before_it_is_heard_again()
    {
        Judge(0.3f);
        _gate.Reset();
        Judge(0.4f);
        Assert.Equal([0f, 0.3f, 0f, 0.4f], _detector.Heard);
        Assert.Equal(2, _detector.Resets);
    }

    [Fact]
    public void Nothing_is_allocated_per_frame()
    {
        var gate = new SpeechGate(new Deaf());
        var frame = new float[512];
        Array.Fill(frame, 0.3f);
        gate.Judge(frame, 0);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                gate.Judge(frame, i);
            }
        }));
    }

    private Parley.Engine.Turns.VoiceFrame Judge(float level)
    {
        var samples = new float[512];
        Array.Fill(samples, level);
        var judged = _gate.Judge(samples, _at);
        _at += 512;
        return judged;
    }

    /// <summary>Remembers the level of each frame it was given.</summary>
    private sealed class Witness : IVoiceDetector
    {
        public List<float> Heard { get; } = [];

        public int Resets { get; private set; }

        public int FrameLength => 512;

        public float Detect(ReadOnlySpan<float> frame)
        {
            Heard.Add(frame[0]);
            return 0.75f;
        }

        public void Reset() => Resets++;

        public void Dispose()
        {
        }
    }

    private sealed class Deaf : IVoiceDetector
    {
        public int FrameLength => 512;

        public float Detect(ReadOnlySpan<float> frame) => 0;

        public void Reset()
        {
        }

        public void Dispose()
        {
        }
    }
}
