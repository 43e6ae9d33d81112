using System.Text.Json;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>An item of the conversation, for clients that ask for it again.</summary>
/// <param name="Fields">What its client gave it; null: it is audio that was spoken.</param>
internal sealed record KeptItem(string Id, IReadOnlyDictionary<string, JsonElement>? Fields = null)
{
    /// <summary>What was said; null until it is known.</summary>
    public string? Transcript { get; init; }

    /// <summary>What the assistant says; null: it is not the assistant's.</summary>
    public KeptAnswer? Answer { get; init; }

    /// <summary>The turns of the conversation that it stands for.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>The field <c>item</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WritePropertyName("item");
        WriteValue(json);
    }

    public void WriteValue(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("object", "realtime.item");
        if (Answer is not null)
        {
            Answer.Write(json);
        }
        else if (Fields is null)
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

/// <summary>What the assistant says in an item.</summary>
/// <param name="Spoken">In audio; else written alone.</param>
/// <param name="Text">What is known of it.</param>
internal sealed record KeptAnswer(bool Spoken, string Text, string Status, bool Beta)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("type", "message");
        json.WriteString("status", Status);
        json.WriteString("role", "assistant");
        json.WriteStartArray("content");
        if (Text.Length > 0 || Status is not "in_progress")
        {
            json.WriteStartObject();
            json.WriteString("type", (Beta ? "" : "output_") + (Spoken ? "audio" : "text"));
            json.WriteString(Spoken ? "transcript" : "text", Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
