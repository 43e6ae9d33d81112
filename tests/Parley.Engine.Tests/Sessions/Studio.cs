using Microsoft.Extensions.Logging.Abstractions;
using Parley.Cluster;
using Parley.Engine.Admission;
using Parley.Engine.Cluster;
using Parley.Engine.History;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Engine.Stages.Conversing;
using Parley.Engine.Stages.Translating;
using Parley.Engine.Telemetry;
using Parley.Engine.Turns;
using Parley.Engine.Voices;
using Parley.Events;
using Parley.Providers;
using Parley.Testing;
using Parley.Voices;

namespace Parley.Engine.Tests.Sessions;

/// <summary>A hub of sessions whose engines are scripted and whose clock stands still.</summary>
internal sealed class Studio : IAsyncDisposable
{
    private readonly TestMeters _meters = new();
    private TaskCompletionSource? _held;

    public Studio(
        SessionLimits? limits = null,
        IVoiceDetectorFactory? detectors = null,
        IEnginePressure? pressure = null,
        AdmissionOptions? admission = null,
        Func<IRecognizer, IRecognizer>? over = null,
        ISessionDirectory? directory = null,
        IVoiceProfileStore? profiles = null,
        ScriptedSynthesizer? voice = null,
        TranslationLimits? translations = null,
        IScriptConverter? script = null,
        ScriptedHistory? history = null,
        HistoryOptions? keep = null)
    {
        Voice = voice ?? Voice;
        limits ??= new SessionLimits();
        var metrics = new EngineMetrics(_meters);
        Node = directory is null ? null : new ClusterMember(
            directory,
            new ClusterOptions { Node = $"n_{Guid.NewGuid():n}" },
            new ClusterMetrics(_meters),
            Time,
            NullLogger<ClusterMember>.Instance);
        var conversations = new ConversationFactory(
            new AssistantCatalog([new Assistant("model", Model) { Instructions = "Be brief." }]),
            () => new SynthesizerCatalog([Voice]),
            new ConversationLimits(),
            Time,
            metrics,
            NullLogger<ConversationFactory>.Instance,
            profiles is null ? null : new VoiceSelector(() => new SynthesizerCatalog([Voice]), profiles));
        var factory = new SessionFactory(
            detectors ?? ScriptedVoiceDetector.Factory, new EndpointerTuning(), limits, metrics, Time, NullLogger<Session>.Instance, Node)
            .Answering(conversations)
            .Translating(new TranslationFactory(new TranslatorCatalog([Translator]), translations ?? new TranslationLimits(), Time, new TranslationMetrics(_meters), script))
            .Writing(script);
        if (history is not null)
        {
            keep ??= new HistoryOptions { Text = HistoryHabit.On };
            var kept = new HistoryMetrics(_meters);
            Writer = new HistoryWriter(history, keep, kept, Time, NullLogger<HistoryWriter>.Instance);
            Recorder = new HistoryRecorder(keep, Writer, history, kept, Time);
            Recorder.Start();
            factory.Keeping(Recorder);
        }

        Hub = new SessionHub(factory, new RecognizerCatalog([over?.Invoke(Recognizer) ?? Recognizer], null), limits, metrics, Time,
            pressure is null ? null : new AdmissionControl(pressure, admission ?? new AdmissionOptions(), Time, _meters),
            Node);
    }

    /// <summary>A live session that a short silence closes.</summary>
    public static SessionOptions Live { get; } = new() { Endpointing = new EndpointingOptions { SilenceMs = 320 } };

    public static SessionOptions File { get; } = Live with { Mode = SessionMode.Batch };

    /// <summary>More silence than closes an utterance of <see cref="Live"/>.</summary>
    public static float[] Pause => Spoken.Silence(0.7);

    public VirtualTime Time { get; } = new();

    public ScriptedRecognizer Recognizer { get; } = new();

    /// <summary>Whoever answers in sessions that converse.</summary>
    public ScriptedModel Model { get; } = new();

    public ScriptedSynthesizer Voice { get; } = new();

    /// <summary>Whoever translates, whatever the languages.</summary>
    public ScriptedTranslator Translator { get; } = new();

    public SessionHub Hub { get; }

    /// <summary>Keeps what is said; null: nothing is kept.</summary>
    public HistoryRecorder? Recorder { get; }

    public HistoryWriter? Writer { get; }

    /// <summary>Its place among others; null when it is alone.</summary>
    public ClusterMember? Node { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Session Start(SessionOptions? options = null) => Hub.Start(options ?? Live).ValueOrThrow();

    /// <summary>Sends 16 kHz audio in chunks of a tenth of a second.</summary>
    public static async Task SendAsync(Session session, params float[][] parts)
    {
        foreach (var chunk in Spoken.S16Le(parts).Chunk(Spoken.Rate / 10 * 2))
        {
            (await session.AppendAsync(chunk, null, Cancellation)).ValueOrThrow();
        }
    }

    /// <summary>Sends the audio, ends it, and returns everything the session said.</summary>
    public async Task<IReadOnlyList<SessionEvent>> HearAsync(SessionOptions? options, params float[][] parts)
    {
        var session = Start(options);
        await SendAsync(session, parts);
        return await EndAsync(session);
    }

    /// <summary>Ends the session's audio and returns everything it said.</summary>
    public static Task<IReadOnlyList<SessionEvent>> EndAsync(Session session)
    {
        session.EndInput();
        return AllAsync(session);
    }

    /// <summary>Everything the session says until it ends.</summary>
    public static async Task<IReadOnlyList<SessionEvent>> AllAsync(Session session)
    {
        var events = new List<SessionEvent>();
        await foreach (var item in session.Events.ReadAsync(0, Cancellation))
        {
            events.Add(item.Event);
        }

        return events;
    }

    /// <summary>What the session said up to the first event of this kind that <paramref name="which"/> holds for.</summary>
    public static async Task<T> NextAsync<T>(Session session, Func<T, bool>? which = null)
        where T : SessionEvent
    {
        await foreach (var item in session.Events.ReadAsync(0, Cancellation))
        {
            if (item.Event is T found && (which?.Invoke(found) ?? true))
            {
                return found;
            }
        }

        throw new InvalidOperationException($"The session ended without {typeof(T).Name}.");
    }

    /// <summary>From now on no decode finishes until <see cref="Release"/>.</summary>
    public void Hold()
    {
        var held = _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Recognizer.Before = (_, cancellation) => held.Task.WaitAsync(cancellation);
    }

    public void Release()
    {
        Recognizer.Before = (_, _) => Task.CompletedTask;
        _held?.TrySetResult();
    }

    /// <summary>Lets time pass until the condition holds, but only while somebody waits for it: whoever works takes none.</summary>
    /// <param name="most">How far away what is waited for may be.</param>
    public Task PlayAsync(Func<bool> condition, TimeSpan? most = null) =>
        Eventually.TrueAsync(() => PassAsync(condition, most ?? TimeSpan.FromSeconds(1)), "what was waited for");

    /// <summary>A reply is hundreds of pieces, each with a moment of its own: so many pass before others are given time to work.</summary>
    private async Task<bool> PassAsync(Func<bool> condition, TimeSpan most)
    {
        for (var passed = 0; passed < 100 && !condition(); passed++)
        {
            if (Time.Pending.Where(wait => wait <= most).Select(wait => (TimeSpan?)wait).Min() is not { } next)
            {
                return false;
            }

            Time.Advance(next > TimeSpan.Zero ? next : TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        return condition();
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await Hub.StopAsync(now.Token);
        if (Node is not null)
        {
            await Node.DisposeAsync();
        }

        if (Writer is not null)
        {
            await Writer.DisposeAsync();
        }

        _meters.Dispose();
    }
}

/// <summary>Reading what a session said.</summary>
internal static class Heard
{
    /// <summary>The texts of the finals, in order.</summary>
    public static string[] Finals(this IEnumerable<SessionEvent> events) =>
        [.. events.OfType<TranscriptFinal>().Select(final => final.Text)];

    /// <summary>What the session said until now, as far as it is still held.</summary>
    public static IReadOnlyList<SessionEvent> SoFar(this EventLog log)
    {
        var (first, last) = (log.First, log.Last);
        var events = new List<SessionEvent>();
        if (last < first)
        {
            return events;
        }

        foreach (var item in log.ReadAsync(first - 1).ToBlockingEnumerable())
        {
            events.Add(item.Event);
            if (item.Sequence >= last)
            {
                break;
            }
        }

        return events;
    }

    /// <summary>The words of all finals.</summary>
    public static string Text(this IEnumerable<SessionEvent> events) => string.Join(' ', events.Finals());
}
