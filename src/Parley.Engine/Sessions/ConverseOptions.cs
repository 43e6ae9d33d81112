using Parley.Failures;

namespace Parley.Engine.Sessions;

/// <summary>That a session answers, and how.</summary>
public sealed record ConverseOptions
{
    public const int MaxInstructions = 8_000;
    public const int MaxHistory = 200;
    public const int MinRate = 8_000;
    public const int MaxRate = 48_000;

    /// <summary>Whoever answers, by name; null: the server's default.</summary>
    public string? Assistant { get; init; }

    /// <summary>The voice that speaks; null: one that speaks the language of the reply.</summary>
    public string? Voice { get; init; }

    /// <summary>What the assistant is told to be; null: what the server tells it.</summary>
    public string? Instructions { get; init; }

    /// <summary>How many turns before this one the assistant is reminded of, the user's and its own, 0 to <see cref="MaxHistory"/>.</summary>
    public int History { get; init; } = 20;

    /// <summary>Samples a second of the audio.</summary>
    public int Rate { get; init; } = 24_000;

    internal ParleyError? Validate()
    {
        if (Instructions is { Length: > MaxInstructions })
        {
            return ParleyError.Invalid("converse.instructions", $"{Instructions.Length} characters; at most {MaxInstructions} are taken.");
        }

        if (History is < 0 or > MaxHistory)
        {
            return ParleyError.Invalid("converse.history", $"{History} is outside 0 to {MaxHistory} turns.");
        }

        return Rate is < MinRate or > MaxRate
            ? ParleyError.Invalid("converse.rate", $"{Rate} is outside {MinRate} to {MaxRate} Hz.")
            : null;
    }
}
