using System.Text.Json;
using Parley.Engine.Turns;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>How the server finds out that a turn is over.</summary>
/// <param name="Eagerness">Of <c>semantic_vad</c>; null: it is <c>server_vad</c>.</param>
/// <param name="Threshold">Probability at which speech starts, 0 to 1.</param>
/// <param name="PrefixMs">How far before the speech its item is said to start.</param>
/// <param name="SilenceMs">Silence that closes a turn.</param>
internal sealed record TurnDetection(string? Eagerness, double Threshold, int PrefixMs, int SilenceMs)
{
    /// <summary>A turn is answered by itself.</summary>
    public bool Answers { get; init; } = true;

    /// <summary>Speech cancels a response.</summary>
    public bool Interrupts { get; init; } = true;

    public const double DefaultThreshold = 0.5;
    public const int DefaultPrefixMs = 300;
    private const int LongestPrefixMs = 5_000;
    private const int LongestName = 40;

    public static TurnDetection Default(EndpointingOptions endpointing) =>
        new(null, endpointing.Threshold ?? DefaultThreshold, DefaultPrefixMs, endpointing.SilenceMs);

    /// <summary>Reads the fields of <c>turn_detection</c>; what they leave out is as usual.</summary>
    public static Outcome<TurnDetection> Read(JsonFields fields, TurnDetection usual)
    {
        var type = fields.Text("type", LongestName);
        if (type is "semantic_vad")
        {
            return Semantic(fields, usual);
        }

        if (type is not (null or "server_vad"))
        {
            fields.Refuse("type", "must be server_vad or semantic_vad.");
        }

        var detection = new TurnDetection(
            null,
            fields.Number("threshold") ?? usual.Threshold,
            fields.Small("prefix_padding_ms") ?? usual.PrefixMs,
            fields.Small("silence_duration_ms") ?? usual.SilenceMs)
        {
            Answers = fields.Flag("create_response") ?? usual.Answers,
            Interrupts = fields.Flag("interrupt_response") ?? usual.Interrupts,
        };
        detection.Check(fields);
        return fields.Error is { } error ? error : detection;
    }

    /// <param name="conversation">It is part of a session for conversation.</param>
    /// <param name="answers">There is somebody to answer.</param>
    public void Write(Utf8JsonWriter json, bool conversation, bool answers)
    {
        json.WriteStartObject();
        json.WriteString("type", Eagerness is null ? "server_vad" : "semantic_vad");
        if (Eagerness is null)
        {
            json.WriteNumber("threshold", Threshold);
            json.WriteNumber("prefix_padding_ms", PrefixMs);
            json.WriteNumber("silence_duration_ms", SilenceMs);
        }
        else
        {
            json.WriteString("eagerness", Eagerness);
        }

        if (conversation)
        {
            // Whatever was asked for: where nobody answers, nothing makes responses.
            json.WriteBoolean("create_response", answers && Answers);
            json.WriteBoolean("interrupt_response", answers && Interrupts);
        }

        json.WriteEndObject();
    }

    /// <summary>An engine without an understanding of the words waits longer or shorter instead; sentences that end shorten it.</summary>
    private static Outcome<TurnDetection> Semantic(JsonFields fields, TurnDetection usual)
    {
        var eagerness = fields.Text("eagerness", LongestName) ?? "auto";
        var silence = eagerness switch
        {
            "low" => 1_200,
            "medium" or "auto" => usual.SilenceMs,
            "high" => 400,
            _ => 0,
        };
        if (silence == 0)
        {
            fields.Refuse("eagerness", "must be low, medium, high or auto.");
        }

        return fields.Error is { } error ? error : new TurnDetection(eagerness, usual.Threshold, usual.PrefixMs, silence)
        {
            Answers = fields.Flag("create_response") ?? usual.Answers,
            Interrupts = fields.Flag("interrupt_response") ?? usual.Interrupts,
        };
    }

    private void Check(JsonFields fields)
    {
        if (Threshold is not (>= 0 and <= 1))
        {
            fields.Refuse("threshold", "is outside 0 to 1.");
        }

        if (PrefixMs is < 0 or > LongestPrefixMs)
        {
            fields.Refuse("prefix_padding_ms", $"{PrefixMs} is outside 0 to {LongestPrefixMs} ms.");
        }

        if (SilenceMs is < EndpointingOptions.MinSilenceMs or > EndpointingOptions.MaxSilenceMs)
        {
            fields.Refuse(
                "silence_duration_ms",
                $"{SilenceMs} is outside {EndpointingOptions.MinSilenceMs} to {EndpointingOptions.MaxSilenceMs} ms.");
        }
    }
}
