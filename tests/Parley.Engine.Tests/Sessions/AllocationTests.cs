using Parley.Audio;
using Parley.Audio.Resampling;
using Parley.Engine.Pipeline;
using Parley.Engine.Sessions;
using Parley.Engine.Stages;
using Parley.Engine.Telemetry;
using Parley.Engine.Turns;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>What a minute of audio allocates on the managed heap, from the chunk that is handed over to the decision that nobody speaks.</summary>
public sealed class AllocationTests : IDisposable
{
    private const int Frames = 60 * 50;

    /// <summary>An acknowledgement a second, which the client is sent and may ask for again.</summary>
    private const long Bound = 60 * 256;

    private static readonly SessionOptions Options = Studio.Live;
    private static readonly Action<ParleyError> Nobody = _ => { };

    private readonly AudioLog _audio;
    private readonly SessionFlow _flow;

    public AllocationTests()
    {
        var (time, metrics, history, limits) = (new VirtualTime(), new EngineMetrics(new TestMeters()), new SampleHistory(), new SessionLimits());
        var tuning = new EndpointerTuning();
        var timeline = new AudioTimeline(Options.Input.Rate, time);
        var plan = new RecognitionPlan(
            language => new UtteranceDecoder(new ScriptedRecognizer(), "s", language), Options, limits.PendingFinals, tuning.ShortestSilence(Options.Endpointing));
        var events = new EventLog(limits.EventCapacity, limits.EventBytes, limits.WaitingBytes);
        var stage = new RecognitionStage(plan, history, timeline, metrics, events.Append, () => { });
        var pipeline = new SpeechPipeline(
            Resampler.Create(Options.Input.Rate, AudioFormat.Engine.Rate),
            new SpeechGate(ScriptedVoiceDetector.Factory.Create()),
            new Endpointer(Options.Endpointing, tuning),
            stage,
            history);
        _audio = new AudioLog(Options.Input, limits, () => { });
        _flow = new SessionFlow(Options, _audio, pipeline, stage, timeline, events, metrics);
    }

    public void Dispose()
    {
        _flow.Dispose();
        _audio.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.05f)]
    public void A_minute_of_silence_or_noise_allocates_nothing_for_each_frame(float level)
    {
#if DEBUG
        Assert.Skip("Unoptimised code allocates for every asynchronous call.");
#endif
        var samples = new float[Spoken.Rate / 50];
        Array.Fill(samples, level);
        var frame = Spoken.S16Le(samples);
        Hear(frame);

        Assert.InRange(Allocations.Of(() => Hear(frame)), 1, Bound);
    }

    /// <summary>A minute of frames, each heard before the next one comes, as at the pace of speech.</summary>
    private void Hear(byte[] frame)
    {
        for (var i = 0; i < Frames; i++)
        {
            var appended = _audio.AppendAsync(frame, null, 0, Nobody, more: false, CancellationToken.None);
            Assert.True(appended.IsCompletedSuccessfully);
            while (_flow.Step())
            {
            }
        }
    }
}
