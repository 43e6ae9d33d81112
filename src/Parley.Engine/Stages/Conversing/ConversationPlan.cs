using Parley.Engine.Sessions;
using Parley.Providers;

namespace Parley.Engine.Stages.Conversing;

/// <summary>How one session answers; derived once from its options.</summary>
internal sealed record ConversationPlan(Assistant Assistant, ISynthesizer Synthesizer, ConverseOptions Options, ConversationLimits Limits)
{
    /// <summary>The voice as the synthesiser knows it; null: one that fits the text.</summary>
    public string? Voice { get; init; }

    public string? Instructions => Options.Instructions ?? Assistant.Instructions;

    /// <summary>What is said when the assistant fails.</summary>
    public required string Apology { get; init; }
}
