using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Engine.Transcription;
using Parley.Engine.Transcription.Subtitles;
using Parley.Events;
using Parley.Protocols.Http;

namespace Parley.Protocols.OpenAi;

/// <summary>The finished transcript in each format that is not streamed.</summary>
internal static class TranscriptionAnswer
{
    /// <param name="duration">Of the recording, known when the last final is.</param>
    public static async Task WriteAsync(
        HttpContext context, TranscriptionFields fields, IAsyncEnumerable<TranscriptFinal> said, Func<TimeSpan> duration)
    {
        var finals = new List<TranscriptFinal>();
        await foreach (var final in said)
        {
            finals.Add(final);
        }

        await (fields.Format switch
        {
            ResponseFormat.Text => TextAsync(context, "text/plain; charset=utf-8", Join(finals) + "\n"),
            ResponseFormat.Srt => TextAsync(context, "text/plain; charset=utf-8", Subtitles(finals, SubtitleFormat.Srt)),
            ResponseFormat.Vtt => TextAsync(context, "text/vtt; charset=utf-8", Subtitles(finals, SubtitleFormat.Vtt)),
            ResponseFormat.VerboseJson => JsonBody.WriteAsync(
                context, StatusCodes.Status200OK, json => WriteVerbose(json, finals, fields, duration())),
            _ => JsonBody.WriteAsync(context, StatusCodes.Status200OK, json => WritePlain(json, finals, duration())),
        });
    }

    /// <summary>OpenAI bills whole seconds; stock clients expect the field.</summary>
    public static void WriteUsage(Utf8JsonWriter json, TimeSpan duration)
    {
        json.WriteStartObject("usage");
        json.WriteString("type", "duration");
        json.WriteNumber("seconds", (long)Math.Ceiling(duration.TotalSeconds));
        json.WriteEndObject();
    }

    private static void WritePlain(Utf8JsonWriter json, List<TranscriptFinal> finals, TimeSpan duration)
    {
        json.WriteStartObject();
        json.WriteString("text", Join(finals));
        WriteUsage(json, duration);
        json.WriteEndObject();
    }

    private static void WriteVerbose(
        Utf8JsonWriter json, List<TranscriptFinal> finals, TranscriptionFields fields, TimeSpan duration)
    {
        json.WriteStartObject();
        json.WriteString("task", fields.Target is null ? "transcribe" : "translate");
        json.WriteString("language", LanguageNames.NameOf(fields.Target ?? (finals is [var first, ..] ? first.Language : fields.Language ?? "en")));
        json.WriteNumber("duration", Math.Round(duration.TotalSeconds, 3));
        json.WriteString("text", Join(finals));
        json.WriteStartArray("segments");
        for (var i = 0; i < finals.Count; i++)
        {
            WriteSegment(json, i, finals[i], fields.Temperature);
        }

        json.WriteEndArray();
        if (fields.WordTimes)
        {
            WriteWords(json, finals);
        }

        WriteUsage(json, duration);
        json.WriteEndObject();
    }

    private static void WriteSegment(Utf8JsonWriter json, int id, TranscriptFinal final, double temperature)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteNumber("seek", 0);
        json.WriteNumber("start", final.Start);
        json.WriteNumber("end", final.End);
        json.WriteString("text", final.Text);
        json.WriteStartArray("tokens");
        json.WriteEndArray();
        json.WriteNumber("temperature", temperature);
        json.WriteNumber("avg_logprob", final.Confidence is > 0 and var confidence ? Math.Round(Math.Log(confidence), 4) : 0);
        json.WriteNumber("compression_ratio", CompressionRatio(final.Text));
        json.WriteNumber("no_speech_prob", 0);
        json.WriteEndObject();
    }

    private static void WriteWords(Utf8JsonWriter json, List<TranscriptFinal> finals)
    {
        json.WriteStartArray("words");
        foreach (var word in finals.SelectMany(final => final.Words ?? []))
        {
            json.WriteStartObject();
            json.WriteString("word", word.Text);
            json.WriteNumber("start", word.Start);
            json.WriteNumber("end", word.End);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Bytes of the text per byte of it compressed: clients take a high one for a recogniser stuck in a loop.</summary>
    private static double CompressionRatio(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return Math.Round((double)bytes.Length / compressed.Length, 3);
    }

    private static string Join(List<TranscriptFinal> finals)
    {
        var text = new StringBuilder();
        for (var i = 0; i < finals.Count; i++)
        {
            text.Append(i == 0 ? "" : UnspacedScripts.Separator(finals[i - 1].Text, finals[i].Text)).Append(finals[i].Text);
        }

        return text.ToString();
    }

    private static string Subtitles(List<TranscriptFinal> finals, SubtitleFormat format)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var writer = new SubtitleWriter(output, format);
        finals.ForEach(writer.Add);
        return output.ToString();
    }

    private static async Task TextAsync(HttpContext context, string contentType, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
