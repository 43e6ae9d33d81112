using System.Text.Json;
using Parley.Engine.Voices;
using Parley.Voices;

namespace Parley.Protocols.Voices;

/// <summary>Writes profiles. Of an embedding only its model and length are shown: the numbers identify a person.</summary>
internal static class VoiceProfileJson
{
    public static void Write(Utf8JsonWriter json, VoiceProfile profile)
    {
        json.WriteStartObject();
        json.WriteString("id", profile.Id);
        json.WriteString("name", profile.Name);
        json.WriteString("voice", VoiceSelector.Prefix + profile.Id);
        json.WriteString("language", profile.Language);
        json.WriteString("text", profile.Text);
        json.WriteString("created", profile.Created.UtcDateTime);
        Write(json, profile.Quality);
        if (profile.Embedding is { } embedding)
        {
            json.WriteStartObject("embedding");
            json.WriteString("model", embedding.Model);
            json.WriteNumber("dimensions", embedding.Values.Count);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("embedding");
        }

        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, VoiceProfilePage page, int offset)
    {
        json.WriteStartObject();
        json.WriteNumber("total", page.Total);
        json.WriteNumber("offset", offset);
        json.WriteStartArray("profiles");
        foreach (var profile in page.Profiles)
        {
            Write(json, profile);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, VoiceQuality quality)
    {
        json.WriteStartObject("quality");
        json.WriteNumber("speech_seconds", quality.SpeechSeconds);
        json.WriteNumber("sample_seconds", quality.SampleSeconds);
        json.WriteNumber("loudness_dbfs", quality.LoudnessDbfs);
        json.WriteNumber("peak_dbfs", quality.PeakDbfs);
        json.WriteNumber("clipped_share", quality.ClippedShare);
        json.WriteNumber("noise_ratio_db", quality.NoiseRatioDb);
        if (quality.PitchHz is { } pitch)
        {
            json.WriteNumber("pitch_hz", pitch);
        }
        else
        {
            json.WriteNull("pitch_hz");
        }

        json.WriteEndObject();
    }
}
