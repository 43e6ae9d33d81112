using System.Text.Json;
using Parley.Engine.Turns;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>The <c>session</c> that the server shows, in the shape that the client speaks. Pure.</summary>
/// <param name="id">The session's.</param>
/// <param name="engines">The first of them transcribes when the client named none.</param>
internal sealed class SettingsWriter(string id, RealtimeEngines engines, EndpointingOptions endpointing)
{
    private const string OfAudio = "audio.";

    public void Write(Utf8JsonWriter json, RealtimeSettings settings, bool flat)
    {
        json.WriteStartObject("session");
        json.WriteString("id", id);
        json.WriteString("object", settings.Transcription ? "realtime.transcription_session" : "realtime.session");
        json.WriteString("type", settings.Transcription ? "transcription" : "realtime");
        if (!settings.Transcription)
        {
            json.WriteString("model", settings.Model ?? engines.Recognizers.Default);
            settings.Response.Write(json, flat);
            json.WriteStartArray("tools");
            json.WriteEndArray();
            json.WriteString("tool_choice", "none");
        }

        if (flat)
        {
            json.WriteString("input_audio_format", InputFormat.FlatNameOf(settings.Input));
            WriteTranscription(json, "input_audio_transcription", settings);
            WriteNoiseReduction(json, "input_audio_noise_reduction", settings);
            WriteTurns(json, settings);
        }
        else
        {
            WriteAudio(json, settings);
        }

        foreach (var (name, value) in settings.Other)
        {
            if (!name.StartsWith(OfAudio, StringComparison.Ordinal) && name is not ("id" or "object"))
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private void WriteAudio(Utf8JsonWriter json, RealtimeSettings settings)
    {
        json.WriteStartObject("audio");
        json.WriteStartObject("input");
        InputFormat.Write(json, settings.Input);
        WriteTranscription(json, "transcription", settings);
        WriteNoiseReduction(json, "noise_reduction", settings);
        WriteTurns(json, settings);
        json.WriteEndObject();
        if (!settings.Transcription)
        {
            settings.Response.WriteOutput(json);
        }

        foreach (var (name, value) in settings.Other)
        {
            if (name.StartsWith(OfAudio, StringComparison.Ordinal))
            {
                json.WritePropertyName(name[OfAudio.Length..]);
                value.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private void WriteTranscription(Utf8JsonWriter json, string name, RealtimeSettings settings)
    {
        json.WriteStartObject(name);
        json.WriteString("model", settings.TranscriptionModel ?? engines.Recognizers.Default);
        if (settings.Language is { } language)
        {
            json.WriteString("language", language);
        }

        if (settings.Prompt is { } prompt)
        {
            json.WriteString("prompt", prompt);
        }

        json.WriteEndObject();
    }

    private static void WriteNoiseReduction(Utf8JsonWriter json, string name, RealtimeSettings settings)
    {
        if (settings.NoiseReduction is { } kind)
        {
            json.WriteStartObject(name);
            json.WriteString("type", kind);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private void WriteTurns(Utf8JsonWriter json, RealtimeSettings settings)
    {
        json.WritePropertyName("turn_detection");
        if (settings.TurnsInForce(endpointing) is { } turns)
        {
            turns.Write(json, conversation: !settings.Transcription, engines.Answers);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
