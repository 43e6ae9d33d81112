using System.Text.Json;
using Parley.Audio;
using Parley.Engine.Sessions;
using Parley.Engine.Turns;
using Parley.Failures;

namespace Parley.Protocols.Sessions;

/// <summary>What a session is asked to be, the same on every protocol: the fields of <c>session.start</c>.</summary>
internal static class SessionOptionsParser
{
    private const int LongestName = 100;

    private static readonly Dictionary<string, AnswerMode> Answers =
        new(StringComparer.Ordinal) { ["auto"] = AnswerMode.Auto, ["asked"] = AnswerMode.Asked };

    private static readonly Dictionary<string, InterruptMode> Interrupts =
        new(StringComparer.Ordinal) { ["words"] = InterruptMode.Words, ["sound"] = InterruptMode.Sound, ["never"] = InterruptMode.Never };

    /// <param name="endpointing">What holds where the client does not say.</param>
    /// <param name="resumable">What holds where the client does not say.</param>
    public static Outcome<SessionOptions> Read(JsonFields fields, EndpointingOptions endpointing, bool resumable = false)
    {
        var defaults = new SessionOptions();
        var options = defaults with
        {
            Language = fields.Text("language", LongestName) ?? defaults.Language,
            Model = fields.Text("model", LongestName),
            Mode = Mode(fields) ?? defaults.Mode,
            Input = Input(fields) ?? defaults.Input,
            Partials = fields.Flag("partials"),
            Words = fields.Flag("words") ?? defaults.Words,
            Endpointing = Endpointing(fields, endpointing),
            Converse = Converse(fields),
            Translate = TranslateOptionsParser.Read(fields),
            History = History(fields),
            Resumable = fields.Flag("resumable") ?? resumable,
            ResumeWindowSeconds = fields.Small("resume_window") ?? defaults.ResumeWindowSeconds,
            Metadata = Metadata(fields) ?? defaults.Metadata,
        };
        var error = fields.Finish() ?? options.Validate();
        return error is null ? options : error;
    }

    private static SessionMode? Mode(JsonFields fields)
    {
        switch (fields.Text("mode", LongestName))
        {
            case null:
                return null;
            case "stream":
                return SessionMode.Stream;
            case "batch":
                return SessionMode.Batch;
            default:
                fields.Refuse("mode", "must be 'stream' or 'batch'.");
                return null;
        }
    }

    private static AudioFormat? Input(JsonFields fields)
    {
        if (fields.Object("input") is not { } element)
        {
            return null;
        }

        var input = new JsonFields(element, "input.");
        var encoding = input.Text("encoding", LongestName) ?? "s16le";
        var rate = input.Small("rate") ?? 16_000;
        var channels = input.Small("channels") ?? 1;
        if (input.Finish() is { } error)
        {
            fields.Keep(error);
            return null;
        }

        var format = AudioFormat.Parse(encoding, rate, channels);
        fields.Keep(format.Error);
        return format.Value;
    }

    private static EndpointingOptions Endpointing(JsonFields fields, EndpointingOptions defaults)
    {
        if (fields.Object("endpointing") is not { } element)
        {
            return defaults;
        }

        var endpointing = new JsonFields(element, "endpointing.");
        var options = new EndpointingOptions
        {
            SilenceMs = endpointing.Small("silence_ms") ?? defaults.SilenceMs,
            MaxUtteranceMs = endpointing.Small("max_utterance_ms") ?? defaults.MaxUtteranceMs,
            Manual = endpointing.Flag("manual") ?? defaults.Manual,
            Threshold = endpointing.Number("threshold") ?? defaults.Threshold,
        };
        fields.Keep(endpointing.Finish());
        return options;
    }

    private static ConverseOptions? Converse(JsonFields fields)
    {
        if (fields.Object("converse") is not { } element)
        {
            return null;
        }

        var converse = new JsonFields(element, "converse.");
        var defaults = new ConverseOptions();
        var options = new ConverseOptions
        {
            Assistant = converse.Text("assistant", LongestName),
            Voice = converse.Text("voice", LongestName),
            Instructions = converse.Text("instructions", ConverseOptions.MaxInstructions),
            History = converse.Small("history") ?? defaults.History,
            Rate = converse.Small("rate") ?? defaults.Rate,
            Answer = Choice(converse, "answer", Answers) ?? defaults.Answer,
            Interrupt = Choice(converse, "interrupt", Interrupts) ?? defaults.Interrupt,
            Speak = converse.Flag("speak") ?? defaults.Speak,
            Speed = converse.Number("speed") ?? defaults.Speed,
            Temperature = converse.Number("temperature"),
            MaxTokens = converse.Small("max_tokens"),
        };
        fields.Keep(converse.Finish());
        return options;
    }

    private static T? Choice<T>(JsonFields fields, string name, Dictionary<string, T> known)
        where T : struct
    {
        if (fields.Text(name, LongestName) is not { } said)
        {
            return null;
        }

        if (known.TryGetValue(said, out var chosen))
        {
            return chosen;
        }

        fields.Refuse(name, $"must be {string.Join(" or ", known.Keys.Select(key => $"'{key}'"))}.");
        return null;
    }

    private static KeepOptions? History(JsonFields fields)
    {
        if (fields.Object("history") is not { } element)
        {
            return null;
        }

        var history = new JsonFields(element, "history.");
        var options = new KeepOptions(history.Flag("text"), history.Flag("audio"));
        fields.Keep(history.Finish());
        return options;
    }

    private static Dictionary<string, string>? Metadata(JsonFields fields)
    {
        if (fields.Object("metadata") is not { } element)
        {
            return null;
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in element.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.String)
            {
                fields.Refuse("metadata", "holds something that is not text.");
                return null;
            }

            metadata[entry.Name] = entry.Value.GetString()!;
        }

        return metadata;
    }
}
