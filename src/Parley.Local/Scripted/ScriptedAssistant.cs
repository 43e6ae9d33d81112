using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Providers;

namespace Parley.Local.Scripted;

/// <summary>
/// Answers from patterns: needs no account, no model and no network, and is no intelligence. It writes its answer word by
/// word, as a language model would.
/// </summary>
public sealed class ScriptedAssistant(IReadOnlyList<ScriptedRule>? rules = null) : IChatClient
{
    /// <summary>The name that it has unless the operator gives it another.</summary>
    public const string Name = "scripted";

    /// <summary>What was said beyond this is not looked at.</summary>
    private const int LongestTurn = 8_000;

    private readonly IReadOnlyList<ScriptedRule> _rules = [.. rules ?? [], .. ScriptedRules.BuiltIn];

    /// <summary>It as sessions find it.</summary>
    public static Assistant Assistant(string name, IReadOnlyList<ScriptedRule>? rules) => new(name, new ScriptedAssistant(rules)) { Scripted = true };

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, Answer(messages))));

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var answer = Answer(messages);
        for (var start = 0; start < answer.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var space = answer.IndexOf(' ', start);
            var end = space < 0 ? answer.Length : space + 1;
            yield return new ChatResponseUpdate(ChatRole.Assistant, answer[start..end]);
            start = end;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private string Answer(IEnumerable<ChatMessage> messages)
    {
        var said = messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";
        said = said.Length > LongestTurn ? said[..LongestTurn] : said;
        return _rules.Select(rule => rule.Answer(said)).FirstOrDefault(answer => answer is not null) ?? "…";
    }
}
