using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Parley.Testing;

/// <summary>A language model that says what a test tells it, a word at a time, unless it is held back or made to fail.</summary>
public sealed class ScriptedModel : IChatClient
{
    private readonly ConcurrentQueue<IReadOnlyList<ChatMessage>> _requests = new();
    private int _cancelled;

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyCollection<IReadOnlyList<ChatMessage>> Requests => _requests;

    /// <summary>How many answers were cancelled before their end.</summary>
    public int Cancelled => Volatile.Read(ref _cancelled);

    /// <summary>The answer, from the user's last turn.</summary>
    public Func<string, string> Answer { get; set; } = said => $"You said {said}.";

    /// <summary>What a word waits for before it is written.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What to throw before a word; null: nothing.</summary>
    public Func<string, Exception?> Fail { get; set; } = _ => null;

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> asked = [.. messages];
        _requests.Enqueue(asked);
        var whole = false;
        try
        {
            foreach (var word in Answer(asked[^1].Text).Split(' '))
            {
                await Before(word, cancellationToken);
                if (Fail(word) is { } failure)
                {
                    throw failure;
                }

                yield return new ChatResponseUpdate(ChatRole.Assistant, word + " ");
            }

            whole = true;
        }
        finally
        {
            if (!whole && cancellationToken.IsCancellationRequested)
            {
                Interlocked.Increment(ref _cancelled);
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
