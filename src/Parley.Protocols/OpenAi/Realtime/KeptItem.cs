using System.Text.Json;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>An item of the conversation, for clients that ask for it again.</summary>
/// <param name="Fields">What its client gave it; null: it is audio that was spoken.</param>
internal sealed record KeptItem(string Id, IReadOnlyDictionary<string, JsonElement>? Fields = null)
{
    /// <summary>What was said; null until it is known.</summary>
    public string? Transcript { get; init; }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("item");
        json.WriteString("id", Id);
        json.WriteString("object", "realtime.item");
        if (Fields is null)
        {
            WriteSpoken(json);
        }
        else
        {
            foreach (var (name, value) in Fields.Where(field => field.Key is not ("id" or "object" or "status")))
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteString("status", "completed");
        }

        json.WriteEndObject();
    }

    private void WriteSpoken(Utf8JsonWriter json)
    {
        json.WriteString("type", "message");
        json.WriteString("status", "completed");
        json.WriteString("role", "user");
        json.WriteStartArray("content");
        json.WriteStartObject();
        json.WriteString("type", "input_audio");
        json.WriteString("transcript", Transcript);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
