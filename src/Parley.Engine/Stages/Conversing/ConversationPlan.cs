using Microsoft.Extensions.AI;
using Parley.Engine.Sessions;
using Parley.Engine.Stages.Scripts;
using Parley.Engine.Turns;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Stages.Conversing;

/// <summary>How one session answers; derived once from its options.</summary>
internal sealed record ConversationPlan(Assistant Assistant, ConversationVoice Voice, ConverseOptions Options, ConversationLimits Limits)
{
    /// <summary>The client says where utterances end.</summary>
    public bool Manual { get; init; }

    /// <summary>How the same session answers with other options, or why it cannot.</summary>
    public required Func<ConverseOptions, Outcome<ConversationPlan?>> Again { get; init; }

    public ReplyManners Manners => new(Options.Answer, Options.Interrupt, Manual);

    /// <summary>What the model is told beside the turns; null: nothing.</summary>
    public ChatOptions? Chat => Options is { Temperature: null, MaxTokens: null }
        ? null
        : new ChatOptions { Temperature = (float?)Options.Temperature, MaxOutputTokens = Options.MaxTokens };

    /// <summary>How the session's language is written; null: as the assistant writes it.</summary>
    public TaiwanScript? Script { get; init; }

    /// <summary>The same in the session of another one, with what is known of the voice already where it is the voice of before.</summary>
    public ConversationPlan After(ConversationPlan before) => this with
    {
        Script = before.Script,
        Voice = Voice.Profile is { } profile && string.Equals(profile, before.Voice.Profile, StringComparison.Ordinal) ? before.Voice : Voice,
    };

    public string? Instructions => Options.Instructions ?? Assistant.Instructions;

    /// <summary>What is said when the assistant fails.</summary>
    public required string Apology { get; init; }
}
