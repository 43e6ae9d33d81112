using System.Text.Json.Nodes;

namespace Parley.Client;

/// <summary>What the client says, as the wire has it.</summary>
internal static class Messages
{
    public static JsonObject Start(LiveSessionOptions options)
    {
        var start = new JsonObject
        {
            ["type"] = "session.start",
            ["mode"] = options.Batch ? "batch" : "stream",
            ["input"] = new JsonObject { ["encoding"] = "s16le", ["rate"] = options.Rate, ["channels"] = options.Channels },
            ["resumable"] = true,
            ["resume_window"] = options.ResumeWindowSeconds,
        };
        Add(start, options.Language, options.Translate);
        if (options.Model is { } model)
        {
            start["model"] = model;
        }

        if ((options.KeepText ?? options.KeepAudio) is not null)
        {
            start["history"] = new JsonObject { ["text"] = options.KeepText, ["audio"] = options.KeepAudio };
        }

        return start;
    }

    public static JsonObject Update(SessionChange change)
    {
        var update = new JsonObject { ["type"] = "session.update" };
        Add(update, change.Language, change.Translate);
        return update;
    }

    private static void Add(JsonObject message, string? language, TranslateOptions? translate)
    {
        if (language is not null)
        {
            message["language"] = language;
        }

        if (translate is not null)
        {
            message["translate"] = new JsonObject
            {
                ["targets"] = new JsonArray([.. translate.Targets.Select(target => JsonValue.Create(target))]),
                ["translator"] = translate.Translator,
                ["calm"] = translate.Calm,
                ["glossary"] = new JsonArray([.. translate.Glossary.Select(Entry)]),
            };
        }
    }

    private static JsonObject Entry(GlossaryEntry entry) => new()
    {
        ["term"] = entry.Term, ["translation"] = entry.Translation, ["target"] = entry.Target,
    };
}
