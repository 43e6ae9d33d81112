using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using Parley.Failures;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Parley.Remote.OpenAi;

/// <summary>
/// A language model behind OpenAI's API, through OpenAI's own library: one attempt a call, no tools, and every failure a
/// <see cref="ParleyException"/> with its category.
/// </summary>
public sealed class OpenAiChatClient : DelegatingChatClient
{
    private readonly OpenAiServer _server;
    private readonly HttpClient _http;

    public OpenAiChatClient(OpenAiServer server, TimeProvider time)
        : this(server, RemoteHandler.Client(server, time))
    {
    }

    private OpenAiChatClient(OpenAiServer server, HttpClient http)
        : base(Create(server, http)) => (_server, _http) = (server, http);

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && Told(fault) is { } error)
        {
            throw new ParleyException(error, fault);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var finished = false;
        var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var disposal = updates.ConfigureAwait(false);
        while (await NextAsync(updates, cancellationToken).ConfigureAwait(false))
        {
            finished |= updates.Current.FinishReason is not null;
            yield return updates.Current;
        }

        if (!finished)
        {
            throw new ParleyException(RemoteFailures.Nonsense(_server, "its answer broke off"));
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _http.Dispose();
        }
    }

    private static IChatClient Create(OpenAiServer server, HttpClient http) => new ChatClient(
        server.Model,
        new ApiKeyCredential("handled-below"),
        new OpenAIClientOptions
        {
            Endpoint = server.BaseUrl,
            Transport = new HttpClientPipelineTransport(http),

            // Retries are routing's to decide, and waiting the conversation's.
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        }).AsIChatClient();

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, CancellationToken cancellation)
    {
        try
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested && Told(fault) is { } error)
        {
            throw new ParleyException(error, fault);
        }
    }

    private ParleyError? Told(Exception fault) => fault is ClientResultException { InnerException: { } inner }
        ? RemoteFailures.Of(_server, inner) ?? RemoteFailures.Nonsense(_server, "it could not be understood")
        : RemoteFailures.Of(_server, fault);
}
