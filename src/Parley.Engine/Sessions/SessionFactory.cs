using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Parley.Audio;
using Parley.Audio.Resampling;
using Parley.Engine.Pipeline;
using Parley.Engine.Stages;
using Parley.Engine.Telemetry;
using Parley.Engine.Turns;
using Parley.Providers;

namespace Parley.Engine.Sessions;

/// <summary>Puts a session together from its options.</summary>
public sealed class SessionFactory(
    IVoiceDetectorFactory detectors,
    EndpointerTuning tuning,
    SessionLimits limits,
    EngineMetrics metrics,
    TimeProvider time,
    ILogger<Session> logger)
{
    internal Session Create(SessionOptions options, IRecognizer recognizer)
    {
        var id = $"s_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16))}";
        var signal = new AsyncSignal();
        var events = new EventLog(limits.EventCapacity, limits.EventBytes, limits.WaitingBytes);
        var audio = new AudioLog(options.Input, limits, signal.Set);
        var timeline = new AudioTimeline(options.Input.Rate, time);
        var history = new SampleHistory();
        var decoder = new UtteranceDecoder(recognizer, id, options.Language);
        var plan = new RecognitionPlan(decoder, options, limits.PendingFinals);
        var stage = new RecognitionStage(plan, history, timeline, metrics, events.Append, signal.Set);
        var pipeline = new SpeechPipeline(
            Resampler.Create(options.Input.Rate, AudioFormat.Engine.Rate),
            new SpeechGate(detectors.Create()),
            new Endpointer(options.Endpointing, tuning),
            stage,
            history);
        var flow = new SessionFlow(options, audio, pipeline, stage, timeline, events, metrics);
        if (options.Mode == SessionMode.Stream && !options.Endpointing.Manual)
        {
            flow.WatchStall(time, limits.InputStall, signal.Set);
        }

        var parts = new SessionParts(recognizer.Capabilities.Model, events, audio, flow, signal, new SpeakerPresence(options, time));
        return new Session(id, options, parts, metrics, logger);
    }
}

/// <summary>What a session is made of.</summary>
internal sealed record SessionParts(
    string Model, EventLog Events, AudioLog Audio, SessionFlow Flow, AsyncSignal Signal, SpeakerPresence Presence);
