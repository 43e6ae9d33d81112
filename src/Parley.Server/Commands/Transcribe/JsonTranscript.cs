using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Engine.Transcription;
using Parley.Events;
using Parley.Failures;

namespace Parley.Server.Commands.Transcribe;

/// <summary>
/// <c>{file, duration, language, model, text, segments:[{start, end, text}]}</c>, times in seconds, on one line; with an
/// <c>error</c> when the recording broke off.
/// </summary>
internal sealed class JsonTranscript(TextWriter output) : ITranscript
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<TranscriptFinal> _finals = [];

    public void Add(TranscriptFinal final) => _finals.Add(final);

    public void Complete(TranscriptInfo info, ParleyError? error)
    {
        var json = new JsonObject
        {
            ["file"] = info.File,
            ["duration"] = Math.Round(info.Duration.TotalSeconds, 3),
            ["language"] = _finals is [var first, ..] ? first.Language : info.Language,
            ["model"] = info.Model,
            ["text"] = Text(),
            ["segments"] = new JsonArray([.. _finals.Select(final => new JsonObject
            {
                ["start"] = final.Start,
                ["end"] = final.End,
                ["text"] = final.Text,
            })]),
        };
        if (error is not null)
        {
            json["error"] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message };
        }

        output.WriteLine(json.ToJsonString(Readable));
        output.Flush();
    }

    private string Text()
    {
        var (text, before) = (new StringBuilder(), "");
        foreach (var final in _finals)
        {
            text.Append(UnspacedScripts.Separator(before, final.Text)).Append(final.Text);
            before = final.Text;
        }

        return text.ToString();
    }
}
