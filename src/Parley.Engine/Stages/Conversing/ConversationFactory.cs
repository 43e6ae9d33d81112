using Microsoft.Extensions.Logging;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Engine.Telemetry;
using Parley.Failures;

namespace Parley.Engine.Stages.Conversing;

/// <summary>Makes what answers in a session that converses.</summary>
/// <param name="voices">Loaded with the first conversation.</param>
public sealed class ConversationFactory(
    AssistantCatalog assistants,
    Func<SynthesizerCatalog> voices,
    ConversationLimits limits,
    TimeProvider time,
    EngineMetrics metrics,
    ILogger<ConversationFactory> logger)
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

        var speaker = Load().ResolveVoice(converse.Voice);
        return speaker.Succeeded
            ? new ConversationPlan(assistant.Value, speaker.Value.Synthesizer, converse, limits)
            {
                Voice = speaker.Value.Voice,
                Manual = options.Endpointing.Manual,
                Again = other => other.Validate() is { } invalid ? invalid : Plan(options with { Converse = other }),
                Apology = options.Language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese : English,
            }
            : speaker.Error;
    }

    internal ConversationStage Create(ConversationPlan plan, ConversationHistory history, EventLog events, Action wake) =>
        new(plan, history, events, wake, time, metrics, logger);

    /// <summary>A server whose synthesiser is not installed has no voice, and serves everything else.</summary>
    private SynthesizerCatalog Load()
    {
        try
        {
            return voices();
        }
        catch (InvalidOperationException)
        {
            return new SynthesizerCatalog([]);
        }
    }
}
