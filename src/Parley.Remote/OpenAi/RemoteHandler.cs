using System.Net.Http.Headers;
using Parley.Failures;

namespace Parley.Remote.OpenAi;

/// <summary>
/// Between a client and a server that may do anything: 1. the answer has to begin in time, 2. a refusal becomes an error
/// with its category, 3. an answer of the wrong kind is none, 4. one without an end is cut off.
/// </summary>
internal sealed class RemoteHandler : DelegatingHandler
{
    private const int MostOfRefusal = 16 * 1024;

    private readonly OpenAiServer _server;
    private readonly TimeProvider _time;

    private RemoteHandler(OpenAiServer server, TimeProvider time)
        : base(new SocketsHttpHandler
        {
            ConnectTimeout = server.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            UseCookies = false,
        }) =>
        (_server, _time) = (server, time);

    /// <summary>A client that waits for nothing by itself.</summary>
    public static HttpClient Client(OpenAiServer server, TimeProvider time) =>
        new(new RemoteHandler(server, time)) { Timeout = Timeout.InfiniteTimeSpan };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_server.Key is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Value);
        }
        else
        {
            request.Headers.Authorization = null;
        }

        using var deadline = new CancellationTokenSource(_server.AnswerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var response = await base.SendAsync(request, either.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                using (response)
                {
                    throw new ParleyException(await RefusalAsync(response, either.Token).ConfigureAwait(false));
                }
            }

            return Guard(response);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ParleyException(RemoteFailures.Slow(_server));
        }
    }

    private async Task<ParleyError> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var quota = status == 429 && await SaysAsync(response, "insufficient_quota"u8.ToArray(), cancellation).ConfigureAwait(false);
        var wait = response.Headers.TryGetValues("Retry-After", out var values) ? values.FirstOrDefault() : null;
        return RemoteFailures.Of(_server, status, wait, quota);
    }

    private static async Task<bool> SaysAsync(HttpResponseMessage response, byte[] word, CancellationToken cancellation)
    {
        var start = new byte[MostOfRefusal];
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            var read = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            return start.AsSpan(0, read).IndexOf(word) >= 0;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return false;
        }
    }

    private HttpResponseMessage Guard(HttpResponseMessage response)
    {
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        if (type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
        {
            response.Dispose();
            throw new ParleyException(RemoteFailures.Nonsense(_server, "it answered with a web page; is the base address right?"));
        }

        var bounded = new BoundedContent(response.Content, _server);
        response.Content = bounded;
        return response;
    }

    private sealed class BoundedContent : HttpContent
    {
        private readonly HttpContent _content;
        private readonly OpenAiServer _server;

        public BoundedContent(HttpContent content, OpenAiServer server)
        {
            (_content, _server) = (content, server);
            foreach (var header in content.Headers)
            {
                Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            var bounded = await CreateContentReadStreamAsync().ConfigureAwait(false);
            await using (bounded.ConfigureAwait(false))
            {
                await bounded.CopyToAsync(stream).ConfigureAwait(false);
            }
        }

        protected override async Task<Stream> CreateContentReadStreamAsync() =>
            new BoundedStream(await _content.ReadAsStreamAsync().ConfigureAwait(false), _server);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _content.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
