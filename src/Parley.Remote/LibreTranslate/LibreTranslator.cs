using System.Net.Http.Json;
using System.Text.Json;
using Parley.Failures;
using Parley.Providers;
using Parley.Remote.OpenAi;

namespace Parley.Remote.LibreTranslate;

/// <summary>A LibreTranslate server: <c>/translate</c>, a text a request. Which languages it knows is asked with the first.</summary>
public sealed class LibreTranslator : ITranslator, IDisposable
{
    /// <summary>Bytes of one answer.</summary>
    private const long MostBytes = 1 << 20;

    private readonly OpenAiServer _server;
    private readonly ApiKey? _key;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private LibreTranslateLanguages? _languages;

    /// <param name="name">The name under which clients ask for it.</param>
    /// <param name="address">Of the server, without <c>/translate</c>.</param>
    /// <param name="key">Null: the server wants none.</param>
    /// <param name="timeout">How long one translation may take.</param>
    /// <param name="pairs">What it is used for; empty: whatever it knows.</param>
    public LibreTranslator(string name, Uri address, ApiKey? key, TimeSpan timeout, IReadOnlyList<LanguagePair> pairs, TimeProvider time)
    {
        // The key stands in the body here, so the server is asked without one.
        _server = new OpenAiServer(address, name) { AnswerTimeout = timeout, MaxAnswerBytes = MostBytes };
        (_key, _time, _http) = (key, time, RemoteHandler.Client(_server, time));
        Capabilities = new TranslatorCapabilities(name, pairs) { Detects = true, LongestText = 2_000 };
    }

    public TranslatorCapabilities Capabilities { get; }

    public async ValueTask<Outcome<Translation>> TranslateAsync(TranslationRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!Capabilities.Translates(request.From, request.To))
        {
            return Unknown(request);
        }

        if (string.IsNullOrWhiteSpace(request.Text))
        {
            return new Translation("");
        }

        try
        {
            return await AskAsync(request, cancellation).WaitAsync(_server.AnswerTimeout, _time, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested && RemoteFailures.Of(_server, fault) is { } error)
        {
            return error;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<Outcome<Translation>> AskAsync(TranslationRequest request, CancellationToken cancellation)
    {
        _languages ??= LibreTranslateLanguages.Parse(await ReadAsync(() => _http.GetAsync(_server.At("languages"), cancellation), cancellation).ConfigureAwait(false));
        if (_languages.Code(request.From) is not { } source || _languages.Code(request.To) is not { } target)
        {
            return Unknown(request);
        }

        var asked = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["q"] = request.Text, ["source"] = source, ["target"] = target, ["format"] = "text",
        };
        if (_key is { } key)
        {
            asked["api_key"] = key.Value;
        }

        var body = await ReadAsync(() => _http.PostAsJsonAsync(_server.At("translate"), asked, cancellation), cancellation).ConfigureAwait(false);
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("translatedText").GetString()?.Trim() is { Length: > 0 } text
            ? new Translation(text)
            : RemoteFailures.Nonsense(_server, "it answered an empty translation");
    }

    private static async Task<byte[]> ReadAsync(Func<Task<HttpResponseMessage>> ask, CancellationToken cancellation)
    {
        using var response = await ask().ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
    }

    private ParleyError Unknown(TranslationRequest request) =>
        ParleyError.Provider(FailureCategory.Rejected, $"{_server.BaseUrl.Host} does not translate from {request.From} to {request.To}.");
}
