using System.Text.Json;
using Parley.Audio;
using Parley.Engine.Sessions;
using Parley.Engine.Turns;
using Parley.Failures;
using Parley.Protocols.OpenAi.Realtime.Responses;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>What a realtime session is, as its client has set it so far.</summary>
internal sealed record RealtimeSettings
{
    /// <summary>A session for transcripts; else one that is meant for conversation.</summary>
    public required bool Transcription { get; init; }

    /// <summary>The model that would answer, as the client named it.</summary>
    public string? Model { get; init; }

    public AudioFormat Input { get; init; } = InputFormat.Default;

    /// <summary>The model that transcribes, as the client named it; null: the default.</summary>
    public string? TranscriptionModel { get; init; }

    public string? Language { get; init; }

    public string? Prompt { get; init; }

    /// <summary>The kind that was asked for; null: none.</summary>
    public string? NoiseReduction { get; init; }

    /// <summary>What was asked for; null with <see cref="TurnsGiven"/>: the client commits by itself.</summary>
    public TurnDetection? Turns { get; init; }

    public bool TurnsGiven { get; init; }

    /// <summary>How the responses of a session for conversation are.</summary>
    public ResponseSettings Response { get; init; } = new();

    /// <summary>The last update came with tools, which nobody here has.</summary>
    public bool ToolsAsked { get; init; }

    /// <summary>What else the client has set: kept and shown, for whoever makes responses.</summary>
    public IReadOnlyDictionary<string, JsonElement> Other { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>Clients of these models expect to commit by themselves and do not say so.</summary>
    private bool CommitsByItself => TranscriptionModel is "gpt-realtime-whisper" or "gpt-live-transcribe";

    /// <summary>How turns are found; null: the client commits.</summary>
    public TurnDetection? TurnsInForce(EndpointingOptions endpointing) =>
        TurnsGiven ? Turns : CommitsByItself ? null : TurnDetection.Default(endpointing);

    /// <summary>How a session of the core answers; null: it only listens.</summary>
    public ConverseOptions? Converse(RealtimeEngines engines, EndpointingOptions endpointing)
    {
        if (Transcription || !engines.Answers)
        {
            return null;
        }

        var turns = TurnsInForce(endpointing);
        return new ConverseOptions
        {
            Assistant = engines.Knows(Model) ? Model : null,
            Voice = Response.Voice,
            Instructions = Response.Instructions,
            History = ConverseOptions.MaxHistory,
            Rate = Response.Format.Rate,
            Answer = turns is { Answers: true } ? AnswerMode.Auto : AnswerMode.Asked,

            // Its clients throw away what they have not played as soon as they hear of speech.
            Interrupt = turns is { Interrupts: true } ? InterruptMode.Sound : InterruptMode.Never,
            Speak = Response.Spoken,
            Speed = Response.Speed,
            Temperature = Response.Temperature,
            MaxTokens = Response.MaxTokens,
        };
    }

    /// <summary>What this asks of a session of the core.</summary>
    public Outcome<SessionOptions> ToOptions(RealtimeEngines engines, EndpointingOptions endpointing)
    {
        var catalog = engines.Recognizers;
        var found = ModelNames.Resolve(catalog, TranscriptionModel);
        if (!found.Succeeded)
        {
            return found.Error with { Param = "session.audio.input.transcription.model" };
        }

        var model = found.Value.Capabilities;
        var language = Language is null ? (model.Languages is [var only] ? only : "auto") : LanguageNames.CodeOf(Language);
        var turns = TurnsInForce(endpointing);
        var options = new SessionOptions
        {
            Model = model.Model,
            Language = language,
            Input = Input,

            // What is not committed yet is not shown.
            Partials = turns is not null,
            Converse = Converse(engines, endpointing),
            Endpointing = turns is null
                ? endpointing with { Manual = true }
                : endpointing with { Manual = false, SilenceMs = turns.SilenceMs, Threshold = turns.Threshold },
        };
        var invalid = options.Validate() ?? catalog.Resolve(model.Model, language).Error ?? engines.Unanswerable(options);
        return invalid is null ? options
            : RealtimeErrors.OfConversation(invalid, "session") ?? invalid with { Param = "session.audio.input.transcription.language" };
    }
}
