using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Engine.Stages.Conversing;
using Parley.Failures;

namespace Parley.Protocols.OpenAi.Realtime.Responses;

/// <summary>An item that a client puts into the conversation, as the assistant reads it. Pure.</summary>
internal static class ItemText
{
    /// <param name="key">Names the turn.</param>
    /// <param name="param">The item's name in errors.</param>
    public static Outcome<MemoryTurn> Read(string key, JsonElement item, string param)
    {
        var type = Text(item, "type") ?? "message";
        if (type is not "message")
        {
            return ParleyError.Invalid($"{param}.type", $"Items of type '{Short(type)}' belong to tools, and this server's assistants have none.", RealtimeErrors.NoTools);
        }

        ChatRole? role = Text(item, "role") switch
        {
            "user" or null => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            "system" or "developer" => ChatRole.System,
            _ => null,
        };
        if (role is null)
        {
            return ParleyError.Invalid($"{param}.role", "The role must be user, assistant or system.");
        }

        var text = Content(item, $"{param}.content");
        return !text.Succeeded ? text.Error
            : text.Value.Length > ConversationLimits.MessageCharacters
                ? ParleyError.Invalid($"{param}.content", $"{text.Value.Length} characters; an item has at most {ConversationLimits.MessageCharacters}.")
                : new MemoryTurn(key, role.Value, text.Value);
    }

    private static Outcome<string> Content(JsonElement item, string param)
    {
        var text = new StringBuilder();
        if (!item.TryGetProperty("content", out var parts) || parts.ValueKind != JsonValueKind.Array)
        {
            return ParleyError.Invalid(param, $"'{param}' is missing, or no list.");
        }

        foreach (var part in parts.EnumerateArray())
        {
            var said = part.ValueKind == JsonValueKind.Object ? Text(part, "text") ?? Text(part, "transcript") : null;
            if (said is null)
            {
                return ParleyError.Invalid(param, $"'{param}' holds something without a text or transcript; audio goes into input_audio_buffer.append.");
            }

            text.Append(text.Length > 0 ? " " : "").Append(said);
        }

        return text.ToString();
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Short(string text) => text.Length <= 60 ? text : text[..60];
}
