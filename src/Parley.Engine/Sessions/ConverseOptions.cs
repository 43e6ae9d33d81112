using System.Globalization;
using Parley.Failures;

namespace Parley.Engine.Sessions;

/// <summary>That a session answers, and how.</summary>
public sealed record ConverseOptions
{
    public const int MaxInstructions = 8_000;
    public const int MaxHistory = 200;
    public const int MinRate = 8_000;
    public const int MaxRate = 48_000;
    public const double MinSpeed = 0.25;
    public const double MaxSpeed = 4;
    public const double MaxTemperature = 2;
    public const int MaxTokensLimit = 100_000;

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

    /// <summary>Whether turns are answered as they are said, or when the client asks for it.</summary>
    public AnswerMode Answer { get; init; } = AnswerMode.Auto;

    /// <summary>What of the user's interrupts a reply.</summary>
    public InterruptMode Interrupt { get; init; } = InterruptMode.Words;

    /// <summary>Whether replies are spoken; else they are in writing alone.</summary>
    public bool Speak { get; init; } = true;

    /// <summary>The voice's pace, <see cref="MinSpeed"/> to <see cref="MaxSpeed"/>; 1 is its own.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>How freely the model chooses its words, 0 to <see cref="MaxTemperature"/>; null: as its server has it.</summary>
    public double? Temperature { get; init; }

    /// <summary>Tokens of a reply, 1 to <see cref="MaxTokensLimit"/>; null: as its server has it.</summary>
    public int? MaxTokens { get; init; }

    internal ParleyError? Validate()
    {
        if (Speed is not (>= MinSpeed and <= MaxSpeed))
        {
            return ParleyError.Invalid("converse.speed", string.Create(CultureInfo.InvariantCulture, $"{Speed} is outside {MinSpeed} to {MaxSpeed}."));
        }

        if (Temperature is { } temperature && temperature is not (>= 0 and <= MaxTemperature))
        {
            return ParleyError.Invalid(
                "converse.temperature", string.Create(CultureInfo.InvariantCulture, $"{temperature} is outside 0 to {MaxTemperature}."));
        }

        if (MaxTokens is < 1 or > MaxTokensLimit)
        {
            return ParleyError.Invalid("converse.max_tokens", $"{MaxTokens} is outside 1 to {MaxTokensLimit} tokens.");
        }

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

/// <summary>When what was said is answered.</summary>
public enum AnswerMode
{
    /// <summary>When a turn is over.</summary>
    Auto,

    /// <summary>When the client asks for it.</summary>
    Asked,
}

/// <summary>What interrupts a reply; a turn that is written does in any case.</summary>
public enum InterruptMode
{
    /// <summary>Words that are no backchannel: a sound makes it pause until it is known what it was.</summary>
    Words,

    /// <summary>Any sound that may be speech, at once.</summary>
    Sound,

    /// <summary>Nothing that is said: it is answered after the reply.</summary>
    Never,
}
