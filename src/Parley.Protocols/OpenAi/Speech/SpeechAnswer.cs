using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Audio.Files;
using Parley.Audio.Files.Wav;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Protocols.OpenAi.Speech;

/// <summary>
/// A text's audio on its way to the client: 1. the text is spoken piece by piece, 2. the pieces are compressed, where that
/// is wanted, 3. what there is goes out at once, as bytes or as events. A failure before the first byte is an answer.
/// </summary>
internal static class SpeechAnswer
{
    private const int BlockBytes = 16 * 1024;

    /// <exception cref="ParleyException">Nothing was sent yet, or the audio had to be cut off.</exception>
    public static async Task WriteAsync(HttpContext context, SpeechRequest request, SpokenVoice voice)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var spoken = SpokenText.ReadAsync(
            voice.Synthesizer,
            new SynthesisRequest(request.Input) { Voice = voice.Voice, Sample = voice.Sample, Language = request.Language, Speed = request.Speed },
            over.Token);
        var audio = request.Format.Encoded is { } encoded ? EncodeAsync(encoded, spoken, over) : spoken;
        if (request.Events)
        {
            await SendEventsAsync(context, request, audio);
        }
        else
        {
            await SendBytesAsync(context, request, audio);
        }
    }

    private static async Task SendBytesAsync(HttpContext context, SpeechRequest request, IAsyncEnumerable<ReadOnlyMemory<byte>> audio)
    {
        await foreach (var piece in audio)
        {
            if (!context.Response.HasStarted)
            {
                context.Response.ContentType = request.Format.ContentType;
                if (request.Format.Header)
                {
                    await context.Response.Body.WriteAsync(OpenEndedWav.Header(SpokenText.Rate), context.RequestAborted);
                }
            }

            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task SendEventsAsync(HttpContext context, SpeechRequest request, IAsyncEnumerable<ReadOnlyMemory<byte>> audio)
    {
        var header = request.Format.Header;
        await foreach (var piece in audio)
        {
            byte[] bytes = header ? [.. OpenEndedWav.Header(SpokenText.Rate), .. piece.Span] : piece.ToArray();
            header = false;
            await EventStream.SendAsync(context, json => WriteDelta(json, bytes));
        }

        await EventStream.SendAsync(context, json => WriteDone(json, request.Input));
    }

    private static void WriteDelta(Utf8JsonWriter json, byte[] audio)
    {
        json.WriteStartObject();
        json.WriteString("type", "speech.audio.delta");
        json.WriteBase64String("audio", audio);
        json.WriteEndObject();
    }

    /// <summary>Characters stand where OpenAI counts tokens: nothing is charged here, and clients read the fields.</summary>
    private static void WriteDone(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "speech.audio.done");
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", text.Length);
        json.WriteNumber("output_tokens", 0);
        json.WriteNumber("total_tokens", text.Length);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> EncodeAsync(
        EncodedFormat format, IAsyncEnumerable<ReadOnlyMemory<byte>> spoken, CancellationTokenSource over)
    {
        var samples = new Pipe();
        var speaking = SpeakAsync(spoken, samples.Writer, over.Token);
        try
        {
            // A text that cannot be spoken has its answer before a process is started for it.
            if (!await AnythingAsync(samples.Reader, over.Token))
            {
                await speaking;
            }

            var started = AudioEncoder.Start(format, SpokenText.Rate, samples.Reader.AsStream());
            await using var encoder = started.Succeeded ? started.Value : throw new ParleyException(started.Error);
            var block = new byte[BlockBytes];
            while (await encoder.Bytes.ReadAsync(block, over.Token) is > 0 and var read)
            {
                yield return block.AsMemory(0, read).ToArray();
            }

            await speaking;
        }
        finally
        {
            await over.CancelAsync();
            await speaking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whether there is something to read; false once nothing will come.</summary>
    private static async Task<bool> AnythingAsync(PipeReader reader, CancellationToken cancellation)
    {
        var first = await reader.ReadAsync(cancellation);
        reader.AdvanceTo(first.Buffer.Start);
        return first.Buffer.Length > 0;
    }

    private static async Task SpeakAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> spoken, PipeWriter samples, CancellationToken cancellation)
    {
        try
        {
            await foreach (var piece in spoken.WithCancellation(cancellation))
            {
                await samples.WriteAsync(piece, cancellation);
            }
        }
        finally
        {
            await samples.CompleteAsync();
        }
    }
}
