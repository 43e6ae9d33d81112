using Parley.Engine.Sessions;
using Parley.Failures;

namespace Parley.Engine.History;

/// <summary>What of sessions is kept, for how long, and how much of it.</summary>
public sealed record HistoryOptions
{
    public HistoryHabit Text { get; init; }

    /// <summary>Counts only where the text is kept.</summary>
    public HistoryHabit Audio { get; init; } = HistoryHabit.Asked;

    /// <summary>Older conversations are removed; null: none.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Beyond it the oldest audio is removed.</summary>
    public long MaxAudioBytes { get; init; } = 10L << 30;

    /// <summary>Notes that may wait for the database; those beyond are lost.</summary>
    public int Queue { get; init; } = 10_000;

    /// <summary>Characters of notes that may wait for the database.</summary>
    public long QueueCharacters { get; init; } = 8L << 20;

    /// <summary>How long to wait before a database that failed is tried again.</summary>
    public TimeSpan RetryEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Seconds of a session's audio that may wait for the disk; what is beyond is lost.</summary>
    public int AudioQueueSeconds { get; init; } = 10;

    /// <summary>How often it is looked what is too old or too much.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What is kept of a session that asks for this, or why it cannot be.</summary>
    public Outcome<Kept> Decide(KeepOptions? asked)
    {
        var text = Decide(Text, asked?.Text, "history.text");
        if (!text.Succeeded)
        {
            return text.Error;
        }

        if (!text.Value && asked?.Audio == true)
        {
            return ParleyError.Invalid("history.audio", "Audio is kept only where the text is: ask for 'history.text' too.", ErrorCodes.HistoryOff);
        }

        var audio = Decide(text.Value ? Audio : HistoryHabit.Off, asked?.Audio, "history.audio");
        return audio.Succeeded ? new Kept(text.Value, audio.Value) : audio.Error;
    }

    private static Outcome<bool> Decide(HistoryHabit habit, bool? asked, string field) => (habit, asked) switch
    {
        (HistoryHabit.Off, true) => ParleyError.Invalid(field, $"This server keeps nothing of the kind: '{field}' cannot be true.", ErrorCodes.HistoryOff),
        (HistoryHabit.Off, _) => false,
        (HistoryHabit.Asked, _) => asked ?? false,
        _ => asked ?? true,
    };
}

/// <summary>Which sessions are kept.</summary>
public enum HistoryHabit
{
    /// <summary>None.</summary>
    Off,

    /// <summary>Those that ask for it.</summary>
    Asked,

    /// <summary>All but those that ask for it not to be.</summary>
    On,
}

/// <summary>What is kept of one session.</summary>
public readonly record struct Kept(bool Text, bool Audio);
