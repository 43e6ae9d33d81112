using System.Net.Http.Headers;
using System.Text.Json;
using Parley.Audio;
using Parley.Audio.Files.Wav;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Remote.OpenAi;

/// <summary>A recogniser behind OpenAI's API: <c>/audio/transcriptions</c>, an utterance a request.</summary>
/// <param name="name">The name under which clients ask for it.</param>
/// <param name="languages">BCP-47 primary languages; empty: any.</param>
public sealed class OpenAiRecognizer(string name, OpenAiServer server, IReadOnlyList<string> languages, TimeProvider time) : IRecognizer, IDisposable
{
    /// <summary>Less than this is no speech, and some servers refuse it.</summary>
    private const int LeastSamples = AudioFormat.EngineRate / 10;

    private const double LongestSeconds = 30;

    private readonly HttpClient _http = RemoteHandler.Client(server, time);

    public RecognizerCapabilities Capabilities { get; } = new(name, languages, WordTimes: false, LongestSeconds);

    public async ValueTask<Outcome<Recognition>> RecognizeAsync(RecognitionRequest request, CancellationToken cancellation)
    {
        if (request.Samples.Length < LeastSamples)
        {
            return new Recognition("");
        }

        try
        {
            return await AskAsync(request, cancellation).WaitAsync(server.AnswerTimeout, time, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested && RemoteFailures.Of(server, fault) is { } error)
        {
            return error;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<Recognition> AskAsync(RecognitionRequest request, CancellationToken cancellation)
    {
        var audio = new ByteArrayContent(WavFile.Of(request.Samples.Span, AudioFormat.EngineRate));
        audio.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        using var form = new MultipartFormDataContent
        {
            { audio, "file", "speech.wav" },
            { new StringContent(server.Model), "model" },
            { new StringContent("json"), "response_format" },
        };
        if (!string.Equals(request.Language, "auto", StringComparison.OrdinalIgnoreCase))
        {
            form.Add(new StringContent(request.Language.Split('-')[0]), "language");
        }

        using var response = await _http.PostAsync(server.At("audio/transcriptions"), form, cancellation).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        using var json = JsonDocument.Parse(body);
        return new Recognition(json.RootElement.GetProperty("text").GetString()?.Trim() ?? "");
    }
}
