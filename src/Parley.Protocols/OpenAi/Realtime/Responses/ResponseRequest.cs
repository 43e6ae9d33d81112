using System.Text.Json;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.OpenAi.Realtime.Responses;

/// <summary>What a client asks of one response. Pure.</summary>
/// <param name="Settings">As the session's, with what this one has of its own.</param>
internal sealed record ResponseRequest(ResponseSettings Settings)
{
    private const int LongestName = 200;
    private const int MostMetadata = 16;

    /// <summary>It becomes a part of the conversation.</summary>
    public bool Remembered { get; init; } = true;

    /// <summary>Items that it answers, in place of the conversation; null: that.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>Given back with it.</summary>
    public JsonElement? Metadata { get; init; }

    /// <param name="fields">Of <c>response</c>, their names prefixed with <c>response.</c></param>
    public static Outcome<ResponseRequest> Read(JsonFields fields, ResponseSettings usual)
    {
        var settings = usual.Over(fields, "response");
        if (fields.Object("audio") is { } audio)
        {
            var parts = new JsonFields(audio, "response.audio.");
            if (parts.Object("output") is { } output)
            {
                var nested = new JsonFields(output, "response.audio.output.");
                settings = settings.Output(nested, "response.audio.output");
                parts.Keep(nested.Error);
            }

            fields.Keep(parts.Error);
        }

        var conversation = fields.Text("conversation", LongestName);
        if (conversation is not (null or "auto" or "none"))
        {
            fields.Refuse("conversation", "must be auto or none.");
        }

        var input = fields.Any("input");
        if (input is { ValueKind: not JsonValueKind.Array })
        {
            fields.Refuse("input", "must be a list of items.");
        }

        var metadata = fields.Object("metadata");
        if (metadata is { } entries && entries.EnumerateObject().Count() > MostMetadata)
        {
            fields.Refuse("metadata", $"has at most {MostMetadata} entries.");
        }

        if (fields.Any("tools") is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0)
        {
            fields.Keep(RealtimeErrors.ToolsAreOff("response.tools"));
        }

        return fields.Error is { } error ? error : new ResponseRequest(settings)
        {
            Remembered = conversation is not "none", Input = input?.Clone(), Metadata = metadata?.Clone(),
        };
    }
}
