using System.Text.Json;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>
/// Puts the <c>session</c> of an update over what was set before: what it leaves out stays. Takes both shapes, that with
/// <c>audio.input</c> and the flat one from before it, whichever a client was told to speak. Pure.
/// </summary>
internal static class SettingsReader
{
    private const int LongestName = 200;
    private const int LongestPrompt = 16_384;

    /// <param name="fields">The object, its names prefixed with <c>session.</c></param>
    /// <param name="usual">What holds for turn detection where the client does not say.</param>
    /// <param name="maxKept">Bytes of what is kept without being understood.</param>
    public static Outcome<RealtimeSettings> Read(JsonFields fields, RealtimeSettings before, TurnDetection usual, int maxKept)
    {
        var settings = before with
        {
            Transcription = fields.Text("type", LongestName) switch
            {
                null => before.Transcription,
                "transcription" => true,
                "realtime" => false,
                _ => Refused(fields, "type", "must be transcription or realtime.", before.Transcription),
            },
            Model = fields.Hint("model", LongestName) ?? before.Model,
        };
        settings = Flat(fields, settings, usual);
        if (!settings.Transcription)
        {
            settings = settings with { Response = settings.Response.Over(fields, "session"), ToolsAsked = AsksForTools(fields) };
        }

        var other = new Dictionary<string, JsonElement>(before.Other, StringComparer.Ordinal);
        if (fields.Object("audio") is { } audio)
        {
            var parts = new JsonFields(audio, "session.audio.");
            if (parts.Object("input") is { } input)
            {
                var nested = new JsonFields(input, "session.audio.input.");
                settings = Nested(nested, settings, usual);
                parts.Keep(nested.Error);
            }

            if (!settings.Transcription && parts.Object("output") is { } output)
            {
                var nested = new JsonFields(output, "session.audio.output.");
                settings = settings with { Response = settings.Response.Output(nested, "session.audio.output") };
                parts.Keep(nested.Error);
            }

            fields.Keep(parts.Error);
            Keep(other, parts.Rest(), "audio.");
        }

        Keep(other, fields.Rest(), "");
        if (other.Sum(entry => entry.Key.Length + entry.Value.GetRawText().Length) > maxKept)
        {
            return ParleyError.Invalid("session", $"A session keeps at most {maxKept} bytes of settings.");
        }

        return fields.Error is { } error ? error : settings with { Other = other };
    }

    private static bool AsksForTools(JsonFields fields)
    {
        fields.Any("tool_choice");
        return fields.Any("tools") is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0;
    }

    private static RealtimeSettings Nested(JsonFields fields, RealtimeSettings settings, TurnDetection usual)
    {
        if (fields.Object("format") is { } format)
        {
            var parts = new JsonFields(format, "session.audio.input.format.");
            settings = Take(fields, InputFormat.Read(parts, "session.audio.input.format"), settings, (to, input) => to with { Input = input });
        }

        settings = Transcribe(fields, "transcription", "session.audio.input.transcription.", settings);
        settings = Reduce(fields, "noise_reduction", "session.audio.input.noise_reduction.", settings);
        return Detect(fields, "session.audio.input.turn_detection.", settings, usual);
    }

    private static RealtimeSettings Flat(JsonFields fields, RealtimeSettings settings, TurnDetection usual)
    {
        const string Format = "input_audio_format";
        if (fields.Text(Format, LongestName) is { } name)
        {
            settings = Take(fields, InputFormat.Read(name, $"session.{Format}"), settings, (to, input) => to with { Input = input });
        }

        settings = Transcribe(fields, "input_audio_transcription", "session.input_audio_transcription.", settings);
        settings = Reduce(fields, "input_audio_noise_reduction", "session.input_audio_noise_reduction.", settings);
        return Detect(fields, "session.turn_detection.", settings, usual);
    }

    private static RealtimeSettings Transcribe(JsonFields fields, string name, string prefix, RealtimeSettings settings)
    {
        if (!fields.Has(name))
        {
            return settings;
        }

        if (fields.Object(name) is not { } element)
        {
            return settings with { TranscriptionModel = null, Language = null, Prompt = null };
        }

        var parts = new JsonFields(element, prefix);
        settings = settings with
        {
            TranscriptionModel = parts.Has("model") ? parts.Hint("model", LongestName) : settings.TranscriptionModel,
            Language = parts.Has("language") ? parts.Hint("language", LongestName) : settings.Language,
            Prompt = parts.Has("prompt") ? parts.Hint("prompt", LongestPrompt) : settings.Prompt,
        };
        fields.Keep(parts.Error);
        return settings;
    }

    private static RealtimeSettings Reduce(JsonFields fields, string name, string prefix, RealtimeSettings settings)
    {
        if (!fields.Has(name))
        {
            return settings;
        }

        string? kind = null;
        if (fields.Object(name) is { } element)
        {
            var parts = new JsonFields(element, prefix);
            kind = parts.Text("type", LongestName);
            if (kind is not ("near_field" or "far_field"))
            {
                parts.Refuse("type", "must be near_field or far_field.");
            }

            fields.Keep(parts.Error);
        }

        return settings with { NoiseReduction = kind };
    }

    private static RealtimeSettings Detect(JsonFields fields, string prefix, RealtimeSettings settings, TurnDetection usual)
    {
        const string Name = "turn_detection";
        if (!fields.Has(Name))
        {
            return settings;
        }

        settings = settings with { TurnsGiven = true, Turns = null };
        return fields.Object(Name) is { } element
            ? Take(fields, TurnDetection.Read(new JsonFields(element, prefix), usual), settings, (to, turns) => to with { Turns = turns })
            : settings;
    }

    private static RealtimeSettings Take<T>(
        JsonFields fields, Outcome<T> outcome, RealtimeSettings settings, Func<RealtimeSettings, T, RealtimeSettings> set)
    {
        fields.Keep(outcome.Error);
        return outcome.Succeeded ? set(settings, outcome.Value) : settings;
    }

    private static bool Refused(JsonFields fields, string name, string what, bool otherwise)
    {
        fields.Refuse(name, what);
        return otherwise;
    }

    private static void Keep(Dictionary<string, JsonElement> kept, IReadOnlyDictionary<string, JsonElement> more, string prefix)
    {
        foreach (var (name, value) in more)
        {
            kept[prefix + name] = value;
        }
    }
}
