using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Parley.Engine.Transcription.Subtitles;
using Parley.Failures;
using Parley.History;
using Parley.Protocols.Http;

namespace Parley.Protocols.Conversations;

/// <summary>A conversation as a file. Subtitles hold what has a place in the audio.</summary>
internal static class ConversationExport
{
    private const string Formats = "json, txt, srt, vtt";

    public static async Task WriteAsync(HttpContext context, StoredConversation conversation, string? format)
    {
        (string Type, Func<ReadOnlyMemory<byte>> Body)? export = format switch
        {
            "json" or null or "" => ("application/json", () => JsonBody.Bytes(json => ConversationWriter.Write(json, conversation))),
            "txt" => ("text/plain; charset=utf-8", () => Encoding.UTF8.GetBytes(Text(conversation))),
            "srt" => ("application/x-subrip; charset=utf-8", () => Encoding.UTF8.GetBytes(Subtitles(conversation, SubtitleFormat.Srt))),
            "vtt" => ("text/vtt; charset=utf-8", () => Encoding.UTF8.GetBytes(Subtitles(conversation, SubtitleFormat.Vtt))),
            _ => null,
        };
        if (export is not { } file)
        {
            await Problem.WriteAsync(context, ParleyError.Invalid("format", $"It is one of {Formats}."));
            return;
        }

        var body = file.Body();
        context.Response.ContentType = file.Type;
        context.Response.ContentLength = body.Length;
        var name = $"{conversation.Head.Key.Id}.{(string.IsNullOrEmpty(format) ? "json" : format)}";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static string Text(StoredConversation conversation)
    {
        var text = new StringBuilder();
        foreach (var turn in conversation.Said)
        {
            var at = turn.StartMs is { } start ? $"[{Clock(start)}] " : "";
            text.Append(CultureInfo.InvariantCulture, $"{at}{(turn.Speaker == Speaker.User ? "User" : "Assistant")}: {turn.Text}\n");
            foreach (var (target, translated) in turn.Translations.OrderBy(one => one.Key, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"    {target}: {translated}\n");
            }
        }

        return text.ToString();
    }

    private static string Subtitles(StoredConversation conversation, SubtitleFormat format)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var writer = new SubtitleWriter(output, format);
        foreach (var turn in conversation.Said.OrderBy(turn => turn.StartMs ?? 0))
        {
            if (turn is { StartMs: { } start, EndMs: { } end } && end > start)
            {
                foreach (var cue in SubtitleLayout.Cues(turn.Text, TimeSpan.FromMilliseconds(start), TimeSpan.FromMilliseconds(end)))
                {
                    writer.Add(cue);
                }
            }
        }

        return output.ToString();
    }

    private static string Clock(long milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}");
    }
}
