using System.Globalization;
using Parley.Failures;

namespace Parley.Engine.Turns;

/// <summary>When an utterance is over.</summary>
public sealed record EndpointingOptions
{
    public const int MinSilenceMs = 100;
    public const int MaxSilenceMs = 5_000;
    public const int MinUtteranceMs = 2_000;
    public const int MaxUtteranceMsLimit = 30_000;

    /// <summary>Silence that closes an utterance, milliseconds.</summary>
    public int SilenceMs { get; init; } = 600;

    /// <summary>Longest utterance, milliseconds; then it is cut at its quietest point.</summary>
    public int MaxUtteranceMs { get; init; } = 15_000;

    /// <summary>Silence closes nothing: the client says where an utterance is over, and it may pause as long as it likes.</summary>
    public bool Manual { get; init; }

    /// <summary>Probability of speech at which an utterance starts, 0 to 1; higher for noisy rooms. Null: what the server is tuned for.</summary>
    public double? Threshold { get; init; }

    public ParleyError? Validate()
    {
        if (Threshold is { } threshold && threshold is not (>= 0 and <= 1))
        {
            return ParleyError.Invalid(
                "endpointing.threshold", string.Create(CultureInfo.InvariantCulture, $"{threshold} is outside 0 to 1."));
        }

        if (SilenceMs is < MinSilenceMs or > MaxSilenceMs)
        {
            return ParleyError.Invalid(
                "endpointing.silence_ms", $"{SilenceMs} is outside {MinSilenceMs} to {MaxSilenceMs} ms.");
        }

        return MaxUtteranceMs is < MinUtteranceMs or > MaxUtteranceMsLimit
            ? ParleyError.Invalid(
                "endpointing.max_utterance_ms",
                $"{MaxUtteranceMs} is outside {MinUtteranceMs} to {MaxUtteranceMsLimit} ms.")
            : null;
    }
}
