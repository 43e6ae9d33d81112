using System.Text.Json;
using Parley.Audio;
using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.OpenAi.Realtime.Responses;

/// <summary>How responses are, as a client has set them so far, for all of a session's or for one. Pure.</summary>
internal sealed record ResponseSettings
{
    private const int LongestName = 200;

    /// <summary>What the assistant is told to be; null: what the server tells it.</summary>
    public string? Instructions { get; init; }

    /// <summary>They are spoken; else written alone.</summary>
    public bool Spoken { get; init; } = true;

    /// <summary>Null: one that fits what is said.</summary>
    public string? Voice { get; init; }

    public AudioFormat Format { get; init; } = InputFormat.Default;

    public double Speed { get; init; } = 1;

    /// <summary>Null: as the model's server has it.</summary>
    public double? Temperature { get; init; }

    /// <summary>Null: as many as it takes.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Lays the fields of a session, or of a response, over what was set; <c>audio.output</c> is read by <see cref="Output"/>.</summary>
    /// <param name="param">The name of the object in errors.</param>
    public ResponseSettings Over(JsonFields fields, string param)
    {
        var settings = this with
        {
            Instructions = fields.Has("instructions") ? fields.Hint("instructions", ConverseOptions.MaxInstructions) : Instructions,
            Temperature = fields.Number("temperature") ?? Temperature,
            Spoken = Modalities(fields, "output_modalities") ?? Modalities(fields, "modalities") ?? Spoken,
            MaxTokens = Tokens(fields, "max_output_tokens", Tokens(fields, "max_response_output_tokens", MaxTokens)),
            Voice = Named(fields) ?? Voice,
        };
        const string Flat = "output_audio_format";
        return fields.Text(Flat, LongestName) is { } name
            ? settings.With(fields, InputFormat.Read(name, $"{param}.{Flat}"))
            : settings;
    }

    /// <summary>Lays the fields of <c>audio.output</c> over what was set.</summary>
    public ResponseSettings Output(JsonFields fields, string param)
    {
        var settings = this with { Voice = Named(fields) ?? Voice, Speed = fields.Number("speed") ?? Speed };
        return fields.Object("format") is { } format
            ? settings.With(fields, InputFormat.Read(new JsonFields(format, $"{param}.format."), $"{param}.format"))
            : settings;
    }

    /// <summary>What the session shows of it, in either shape.</summary>
    public void Write(Utf8JsonWriter json, bool flat)
    {
        if (Instructions is not null)
        {
            json.WriteString("instructions", Instructions);
        }

        json.WriteStartArray(flat ? "modalities" : "output_modalities");
        json.WriteStringValue(Spoken ? "audio" : "text");
        if (flat && Spoken)
        {
            json.WriteStringValue("text");
        }

        json.WriteEndArray();
        if (Temperature is { } temperature)
        {
            json.WriteNumber("temperature", temperature);
        }

        var tokens = flat ? "max_response_output_tokens" : "max_output_tokens";
        if (MaxTokens is { } most)
        {
            json.WriteNumber(tokens, most);
        }
        else
        {
            json.WriteString(tokens, "inf");
        }

        if (flat)
        {
            json.WriteString("output_audio_format", InputFormat.FlatNameOf(Format));
            WriteVoice(json);
        }
    }

    /// <summary><c>audio.output</c>.</summary>
    public void WriteOutput(Utf8JsonWriter json)
    {
        json.WriteStartObject("output");
        InputFormat.Write(json, Format);
        WriteVoice(json);
        json.WriteNumber("speed", Speed);
        json.WriteEndObject();
    }

    private static bool? Modalities(JsonFields fields, string name)
    {
        if (fields.Any(name) is not { } list)
        {
            return null;
        }

        string?[] named = list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is 1 or 2
            ? [.. list.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String ? one.GetString() : null)]
            : [null];
        if (named.Any(one => one is not ("audio" or "text")))
        {
            fields.Refuse(name, "must be [\"audio\"] or [\"text\"].");
            return null;
        }

        return named.Contains("audio", StringComparer.Ordinal);
    }

    private static int? Tokens(JsonFields fields, string name, int? before)
    {
        if (fields.Any(name) is not { } most)
        {
            return before;
        }

        if (most.ValueKind == JsonValueKind.String && most.ValueEquals("inf"))
        {
            return null;
        }

        if (most.ValueKind == JsonValueKind.Number && most.TryGetInt32(out var tokens) && tokens is >= 1 and <= ConverseOptions.MaxTokensLimit)
        {
            return tokens;
        }

        fields.Refuse(name, $"must be 1 to {ConverseOptions.MaxTokensLimit}, or \"inf\".");
        return before;
    }

    /// <summary>A voice is a name, or an object with one.</summary>
    private static string? Named(JsonFields fields)
    {
        if (fields.Any("voice") is not { } voice)
        {
            return null;
        }

        var name = voice.ValueKind == JsonValueKind.Object && voice.TryGetProperty("id", out var id) ? id : voice;
        if (name.ValueKind == JsonValueKind.String && name.GetString() is { Length: > 0 and <= LongestName } text)
        {
            return text;
        }

        fields.Refuse("voice", "must be a name, or an object with it in id.");
        return null;
    }

    private ResponseSettings With(JsonFields fields, Outcome<AudioFormat> format)
    {
        fields.Keep(format.Error);
        return format.Succeeded ? this with { Format = format.Value } : this;
    }

    private void WriteVoice(Utf8JsonWriter json)
    {
        if (Voice is not null)
        {
            json.WriteString("voice", Voice);
        }
    }
}
