using Microsoft.Extensions.Logging;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Engine.Telemetry;
using Parley.Engine.Voices;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Stages.Conversing;

/// <summary>Makes what answers in a session that converses.</summary>
/// <param name="voices">Loaded with the first conversation.</param>
/// <param name="selector">Finds voice profiles; null: there are none.</param>
public sealed class ConversationFactory(
    AssistantCatalog assistants,
    Func<SynthesizerCatalog> voices,
    ConversationLimits limits,
    TimeProvider time,
    EngineMetrics metrics,
    ILogger<ConversationFactory> logger,
    VoiceSelector? selector = null)
{
    private const string English = "I'm sorry, I can't answer right now. Please try again in a moment.";
    private const string Chinese = "抱歉，我現在沒辦法回答，請稍後再試一次。";

    /// <summary>How a session with these options answers, or why it cannot; null: it does not.</summary>
    internal Outcome<ConversationPlan?> Plan(SessionOptions options)
    {
        if (options.Converse is not { } converse)
        {
            return new Outcome<ConversationPlan?>(null);
        }

        var assistant = assistants.Resolve(converse.Assistant);
        if (!assistant.Succeeded)
        {
            return assistant.Error;
        }

        var profile = selector is null ? null : VoiceSelector.Profile(converse.Voice);
        var speaker = voices().ResolveVoice(profile is null ? converse.Voice : null);
        return speaker.Succeeded
            ? new ConversationPlan(assistant.Value, Voice(speaker.Value.Synthesizer, speaker.Value.Voice, profile), converse, limits)
            {
                Manual = options.Endpointing.Manual,
                Again = other => other.Validate() is { } invalid ? invalid : Plan(options with { Converse = other }),
                Apology = options.Language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese : English,
            }
            : speaker.Error;
    }

    internal ConversationStage Create(ConversationPlan plan, ConversationHistory history, EventLog events, Action wake) =>
        new(plan, history, events, wake, time, metrics, logger);

    private ConversationVoice Voice(ISynthesizer synthesizer, string? voice, string? profile) =>
        new(new ReplyVoice(synthesizer, voice), profile, selector, limits.VoicePatience, time);
}
