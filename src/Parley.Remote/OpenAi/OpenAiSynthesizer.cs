using System.Buffers.Binary;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Remote.OpenAi;

/// <summary>A voice behind OpenAI's API: <c>/audio/speech</c>, as bare samples of 24 kHz while they are made.</summary>
/// <param name="name">The name under which clients ask for it.</param>
/// <param name="voices">The voices that the server has; the first speaks when none is asked for.</param>
public sealed class OpenAiSynthesizer(string name, OpenAiServer server, IReadOnlyList<SynthesisVoice> voices, TimeProvider time)
    : ISynthesizer, IDisposable
{
    private const int BlockBytes = 8 * 1024;

    private readonly HttpClient _http = RemoteHandler.Client(server, time);

    public SynthesizerCapabilities Capabilities { get; } = new(name, 24_000, voices);

    public async IAsyncEnumerable<Outcome<ReadOnlyMemory<short>>> SpeakAsync(
        SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (request.Voice is { } voice && !Capabilities.Speaks(voice))
        {
            yield return ParleyError.Invalid("voice", $"There is no voice '{voice}'; there is {string.Join(", ", voices.Select(one => one.Name))}.");
            yield break;
        }

        if (string.IsNullOrWhiteSpace(request.Text))
        {
            yield break;
        }

        var opened = await TryAsync(() => OpenAsync(request, cancellation), cancellation).ConfigureAwait(false);
        if (!opened.Succeeded)
        {
            yield return opened.Error;
            yield break;
        }

        using var response = opened.Value.Response;
        var block = new byte[BlockBytes];
        var odd = 0;
        while (true)
        {
            var held = odd;
            var read = await TryAsync(
                async () => await opened.Value.Body.ReadAsync(block.AsMemory(held), cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            if (!read.Succeeded)
            {
                yield return read.Error;
                yield break;
            }

            var bytes = held + read.Value;
            if (Samples(block.AsSpan(0, bytes)) is { Length: > 0 } samples)
            {
                yield return (ReadOnlyMemory<short>)samples;
            }

            odd = bytes % 2;
            block[0] = odd == 1 ? block[bytes - 1] : block[0];
            if (read.Value == 0)
            {
                yield break;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private static short[] Samples(ReadOnlySpan<byte> bytes)
    {
        var samples = new short[bytes.Length / 2];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]);
        }

        return samples;
    }

    private async Task<(HttpResponseMessage Response, Stream Body)> OpenAsync(SynthesisRequest request, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, server.At("audio/speech"))
        {
            Content = JsonContent.Create(new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["model"] = server.Model,
                ["input"] = request.Text,
                ["voice"] = request.Voice ?? voices[0].Name,
                ["response_format"] = "pcm",
                ["speed"] = request.Speed,
            }),
        };
        var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType is "application/json" or "text/plain")
        {
            response.Dispose();
            throw new ParleyException(RemoteFailures.Nonsense(server, "it answered with text in place of audio"));
        }

        return (response, await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false));
    }

    private async Task<Outcome<T>> TryAsync<T>(Func<Task<T>> attempt, CancellationToken cancellation)
    {
        try
        {
            return await attempt().WaitAsync(server.AnswerTimeout, time, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested && RemoteFailures.Of(server, fault) is { } error)
        {
            return error;
        }
    }
}
