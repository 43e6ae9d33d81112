using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Engine.Transcription;
using Parley.Events;
using Parley.Failures;

namespace Parley.Protocols.OpenAi;

/// <summary>
/// The transcript as server-sent events: one <c>transcript.text.delta</c> a final, with its times; then
/// <c>transcript.text.done</c> with the whole. The deltas put together are the text.
/// </summary>
internal static class TranscriptionStream
{
    /// <param name="duration">Of the recording, known when the last final is.</param>
    public static async Task WriteAsync(HttpContext context, IAsyncEnumerable<TranscriptFinal> said, Func<TimeSpan> duration)
    {
        var text = new StringBuilder();
        var last = "";
        try
        {
            await foreach (var final in said)
            {
                var delta = UnspacedScripts.Separator(last, final.Text) + final.Text;
                text.Append(delta);
                last = final.Text;
                await EventStream.SendAsync(context, json => WriteDelta(json, delta, final));
            }

            await EventStream.SendAsync(context, json => WriteDone(json, text.ToString(), duration()));
            await EventStream.SendDoneAsync(context);
        }
        catch (ParleyException failed) when (context.Response.HasStarted)
        {
            // The status is long gone: the error takes the place of what would have followed.
            await EventStream.SendAsync(context, json => OpenAiError.Write(json, failed.Error));
        }
    }

    private static void WriteDelta(Utf8JsonWriter json, string delta, TranscriptFinal final)
    {
        json.WriteStartObject();
        json.WriteString("type", "transcript.text.delta");
        json.WriteString("delta", delta);
        json.WriteNumber("start", final.Start);
        json.WriteNumber("end", final.End);
        json.WriteEndObject();
    }

    private static void WriteDone(Utf8JsonWriter json, string text, TimeSpan duration)
    {
        json.WriteStartObject();
        json.WriteString("type", "transcript.text.done");
        json.WriteString("text", text);
        TranscriptionAnswer.WriteUsage(json, duration);
        json.WriteEndObject();
    }
}
