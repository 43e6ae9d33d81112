using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Parley.Audio;
using Parley.Cluster;
using Parley.Audio.Resampling;
using Parley.Engine.Cluster;
using Parley.Engine.History;
using Parley.Engine.Pipeline;
using Parley.Engine.Stages;
using Parley.Engine.Stages.Conversing;
using Parley.Engine.Stages.Scripts;
using Parley.Engine.Stages.Translating;
using Parley.Engine.Telemetry;
using Parley.Engine.Turns;
using Parley.Events;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Sessions;

/// <summary>Puts a session together from its options.</summary>
public sealed class SessionFactory(
    IVoiceDetectorFactory detectors,
    EndpointerTuning tuning,
    SessionLimits limits,
    EngineMetrics metrics,
    TimeProvider time,
    ILogger<Session> logger,
    ClusterMember? cluster = null)
{
    /// <summary>Makes what answers in sessions that converse; null: this server answers nobody.</summary>
    private ConversationFactory? _conversations;

    /// <summary>Makes what translates in sessions; null: this server translates nothing.</summary>
    private TranslationFactory? _translations;

    /// <summary>Keeps what is said; null: nothing is kept.</summary>
    private HistoryRecorder? _history;

    /// <summary>This one, and what is said in its sessions is kept, where it is to be.</summary>
    public SessionFactory Keeping(HistoryRecorder? history)
    {
        _history = history;
        return this;
    }

    /// <summary>This one, and it makes sessions that converse too.</summary>
    public SessionFactory Answering(ConversationFactory? conversations)
    {
        _conversations = conversations;
        return this;
    }

    /// <summary>This one, and it makes sessions that translate too.</summary>
    public SessionFactory Translating(TranslationFactory? translations)
    {
        _translations = translations;
        return this;
    }

    /// <summary>Writes Chinese as in Taiwan; null: it stays as the models write it.</summary>
    private IScriptConverter? _script;

    /// <summary>This one, and it makes sessions that write Chinese as in Taiwan where their language says so.</summary>
    public SessionFactory Writing(IScriptConverter? script)
    {
        _script = script;
        return this;
    }

    /// <summary>Why there is no session with these options; null: there is.</summary>
    internal ParleyError? Refusal(SessionOptions options) =>
        Plan(options).Error
        ?? (options.Translate is { Targets.Count: > 0 } && _translations is null
            ? ParleyError.Invalid("translate", "This server has no translator.", ErrorCodes.UnsupportedLanguage)
            : _translations?.Refusal(options));

    /// <summary>How a session with these options answers, or why it cannot; null: it does not.</summary>
    private Outcome<ConversationPlan?> Plan(SessionOptions options) =>
        _conversations?.Plan(options)
        ?? (options.Converse is null
            ? new Outcome<ConversationPlan?>(null)
            : ParleyError.Invalid("converse", "This server has no assistant.", ErrorCodes.UnknownModel));

    /// <summary>Why a session cannot be kept as it asks; null: it can, or asks for nothing.</summary>
    internal ParleyError? Unkeepable(SessionOptions options) =>
        _history is null ? NothingKept.Decide(options.History).Error : _history.Refusal(options);

    /// <param name="memory">What was said before; null: nothing.</param>
    internal Session Create(SessionOptions options, IRecognizer recognizer, ConversationMemory? memory = null) =>
        Create($"s_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16))}", options, recognizer, null, memory);

    /// <summary>A session that another node has begun, from where it stands.</summary>
    internal Session Restore(SessionImage image, SessionOptions options, IRecognizer recognizer) => Create(image.Id, options, recognizer, image, null);

    private Session Create(string id, SessionOptions options, IRecognizer recognizer, SessionImage? origin, ConversationMemory? memory)
    {
        var signal = new AsyncSignal();
        var events = new EventLog(limits.EventCapacity, limits.EventBytes, limits.WaitingBytes);
        if (origin is not null)
        {
            events.Begin(origin.First, origin.First - 1);
            events.Copy(StoredSession.Events(origin), origin.Reserved);
            events.Skip(origin.Reserved);
        }

        var there = origin is null ? null : StoredSession.Checkpoint(origin);
        var over = there is { State: SessionState.Ended };
        var audio = new AudioLog(options.Input, limits, signal.Set, there?.Committed ?? 0);
        var timeline = new AudioTimeline(options.Input.Rate, time);
        var history = new SampleHistory();
        var plan = new RecognitionPlan(language => new UtteranceDecoder(recognizer, id, language), options, limits.PendingFinals, tuning.ShortestSilence(options.Endpointing));
        var script = _script is null ? null : new TaiwanScript(_script) { Language = options.Language };
        var conversation = over ? null : Converse(
            options, origin, script, new ConversationHistory(memory ?? new ConversationMemory(), id), events, signal.Set);
        var translation = over ? null : Translate(options, origin, events, signal.Set);
        IEventStage[] following = [.. new IEventStage?[] { conversation, translation }.OfType<IEventStage>()];
        var stage = new RecognitionStage(plan, history, timeline, metrics, Emit(events, script, following), signal.Set)
        {
            Wordless = utterance =>
            {
                script?.Forget(utterance);
                Array.ForEach(following, one => one.TakeWordless(utterance));
            },
        };
        var pipeline = new SpeechPipeline(
            Resampler.Create(options.Input.Rate, AudioFormat.Engine.Rate),
            new SpeechGate(detectors.Create()),
            new Endpointer(options.Endpointing, tuning),
            stage,
            history);
        var recording = over ? null : _history?.Begin(id, options, recognizer.Capabilities.Model);
        var flow = new SessionFlow(options, audio, pipeline, stage, timeline, events, metrics)
        {
            Asked = conversation is null ? null : conversation.Reach,
            Tap = recording?.Audio,
            Wake = options.Mode == SessionMode.Stream ? signal.Set : null,
        };
        if (options.Mode == SessionMode.Stream && !options.Endpointing.Manual)
        {
            flow.WatchStall(time, limits.InputStall, signal.Set);
        }

        var parts = new SessionParts(recognizer.Capabilities.Model, events, audio, flow, signal, new SpeakerPresence(options, time))
        {
            Journal = cluster is not null && options.Resumable && !over ? new SessionJournal(cluster, options, events, signal.Set) : null,
            Shared = cluster?.IsUp ?? false,
            Origin = origin,
            Conversation = conversation,
            Translation = translation,
            Script = script,
            Reconsider = changed => recognizer.Capabilities.Refusal(changed.Language) ?? Refusal(changed),
        };
        var session = new Session(id, options, parts, metrics, logger);
        if (recording is not null)
        {
            _history!.Follow(recording, session);
        }

        return session;
    }

    private static HistoryOptions NothingKept { get; } = new() { Text = HistoryHabit.Off };

    private static Action<SessionEvent> Emit(EventLog events, TaiwanScript? script, IEventStage[] following) => following.Length == 0 && script is null
        ? events.Append
        : recognised =>
        {
            var said = script?.Convert(recognised) ?? recognised;
            events.Append(said);
            foreach (var stage in following)
            {
                stage.Take(said);
            }
        };

    private TranslationStage? Translate(SessionOptions options, SessionImage? origin, EventLog events, Action wake)
    {
        if (_translations is null)
        {
            return null;
        }

        var translation = _translations.Create(options, events, wake);
        if (origin is not null)
        {
            translation.Recall([.. StoredSession.Events(origin).Select(logged => logged.Event)]);
        }

        return translation;
    }

    private ConversationStage? Converse(
        SessionOptions options, SessionImage? origin, TaiwanScript? script, ConversationHistory history, EventLog events, Action wake)
    {
        var plan = Plan(options);
        if (plan.Value is null)
        {
            // One that was begun elsewhere is heard here at least.
            return null;
        }

        var conversation = _conversations!.Create(plan.Value with { Script = script }, history, events, wake);
        if (origin is not null)
        {
            conversation.Recall([.. StoredSession.Events(origin).Select(logged => logged.Event)]);
        }

        return conversation;
    }
}

/// <summary>What a session is made of.</summary>
internal sealed record SessionParts(
    string Model, EventLog Events, AudioLog Audio, SessionFlow Flow, AsyncSignal Signal, SpeakerPresence Presence)
{
    /// <summary>Keeps the record that other nodes see; null: there are none.</summary>
    public SessionJournal? Journal { get; init; }

    /// <summary>Whether the record can be kept now.</summary>
    public bool Shared { get; init; }

    /// <summary>What answers; null: nobody.</summary>
    public ConversationStage? Conversation { get; init; }

    /// <summary>Writes what is recognised in another script; null: it stays as it is.</summary>
    public TaiwanScript? Script { get; init; }

    /// <summary>Why the session cannot be what it is asked to become; null: it can.</summary>
    public required Func<SessionOptions, ParleyError?> Reconsider { get; init; }

    /// <summary>What translates; null: nobody.</summary>
    public TranslationStage? Translation { get; init; }

    /// <summary>The record that the session goes on from; null: it is new.</summary>
    public SessionImage? Origin { get; init; }
}
