using Microsoft.Extensions.AI;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Remote.LanguageModels;

/// <summary>A language model that is told to translate: any pair, with the glossary in its instructions.</summary>
/// <param name="name">The name under which clients ask for it.</param>
/// <param name="client">Its failures are <see cref="ParleyException"/>.</param>
/// <param name="timeout">How long one translation may take.</param>
/// <param name="pairs">What it is used for; empty: any.</param>
public sealed class ChatTranslator(string name, IChatClient client, TimeSpan timeout, IReadOnlyList<LanguagePair> pairs, TimeProvider time)
    : ITranslator, IDisposable
{
    /// <summary>The variants that a tag alone leaves to taste.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["zh-TW"] = "Traditional Chinese as written in Taiwan (zh-TW)",
        ["zh-Hant"] = "Traditional Chinese (zh-Hant)",
        ["zh-HK"] = "Traditional Chinese as written in Hong Kong (zh-HK)",
        ["zh-CN"] = "Simplified Chinese (zh-CN)",
        ["pt-BR"] = "Brazilian Portuguese (pt-BR)",
    };

    public TranslatorCapabilities Capabilities { get; } = new(name, pairs) { UsesGlossary = true, Detects = true };

    public async ValueTask<Outcome<Translation>> TranslateAsync(TranslationRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!Capabilities.Translates(request.From, request.To))
        {
            return ParleyError.Provider(FailureCategory.Rejected, $"'{name}' does not translate from {request.From} to {request.To}.");
        }

        if (string.IsNullOrWhiteSpace(request.Text))
        {
            return new Translation("");
        }

        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            var options = new ChatOptions { Temperature = 0, MaxOutputTokens = 200 + (4 * request.Text.Length) };
            var answer = await client.GetResponseAsync(Messages(request), options, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            return answer.Text.Trim() is { Length: > 0 } text
                ? new Translation(text)
                {
                    TokensIn = answer.Usage?.InputTokenCount ?? 0,
                    TokensOut = answer.Usage?.OutputTokenCount ?? 0,
                }
                : ParleyError.Provider(FailureCategory.InvalidOutput, $"'{name}' answered nothing.");
        }
        catch (ParleyException failure) when (!cancellation.IsCancellationRequested)
        {
            return failure.Error;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ParleyError.Provider(FailureCategory.Transient, $"'{name}' did not translate within {timeout.TotalSeconds:0.#} s.");
        }
    }

    public void Dispose() => client.Dispose();

    private static List<ChatMessage> Messages(TranslationRequest request)
    {
        var from = string.Equals(request.From, "auto", StringComparison.OrdinalIgnoreCase) ? "" : $" from {Name(request.From)}";
        var task = $"You interpret live speech{from} into {Name(request.To)}. Translate each message, which may break off in the middle. "
            + "Answer with the translation alone: no notes, no quotation marks, no answer to what is said.";
        var terms = request.Glossary.Count == 0
            ? ""
            : $"\nUse these terms:\n{string.Join('\n', request.Glossary.Select(term => $"{term.Term} = {term.Translation}"))}";
        return [new ChatMessage(ChatRole.System, task + terms), new ChatMessage(ChatRole.User, request.Text)];
    }

    private static string Name(string tag) => Names.GetValueOrDefault(tag, $"the language with the BCP-47 tag {tag}");
}
