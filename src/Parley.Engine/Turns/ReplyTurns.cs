using Parley.Engine.Sessions;
using Parley.Events;

namespace Parley.Engine.Turns;

/// <summary>
/// Decides when an assistant speaks, falls silent, goes on and is interrupted. A pure state machine: what was heard goes
/// in, with the time; what is to be done comes out.
/// <code>
/// Silent ──turn heard──▶ Replying ──sound──▶ Paused ──backchannel, nothing──▶ Replying
///    ▲                      │                  │
///    └───played, cancelled──┴──────speech──────┘
/// </code>
/// Nobody is answered while still speaking: what an utterance before said is answered together with the next one.
/// </summary>
internal sealed class ReplyTurns(ReplyTuning tuning)
{
    private ReplyManners _manners = new(AnswerMode.Auto, InterruptMode.Words, Manual: false);

    private readonly SortedDictionary<int, Sound> _sounds = [];
    private bool _replying;
    private bool _paused;
    private bool _owed;
    private bool _asked;

    /// <summary>Nothing is to come unless something is heard.</summary>
    public bool Idle => !_replying && !_owed && !_asked;

    public bool Replying => _replying;

    public bool Paused => _paused;

    /// <summary>When <see cref="Tick"/> has something to decide; null: it has not.</summary>
    public TimeSpan? Due => !_paused ? null : _sounds.Values
        .Where(sound => sound is { Over: true, Closed: false, Judged: false })
        .Select(sound => (TimeSpan?)(sound.Since + tuning.Interrupts))
        .Min();

    /// <summary>How it behaves from now on.</summary>
    public IReadOnlyList<ReplyOrder> Behave(ReplyManners manners)
    {
        _manners = manners;
        return Follow();
    }

    /// <summary>A sound began that may be speech.</summary>
    public IReadOnlyList<ReplyOrder> Started(int utterance, TimeSpan now)
    {
        if (_replying && _manners.Interrupt == InterruptMode.Sound)
        {
            _sounds[utterance] = new Sound { Since = now };
            return Interrupt(ReplyEndReason.Interrupted);
        }

        _sounds[utterance] = new Sound { Since = now, Over = _replying };
        return Follow(pause: _replying);
    }

    /// <summary>These words were made out of it so far.</summary>
    public IReadOnlyList<ReplyOrder> Heard(int utterance, string text)
    {
        if (!_replying || text.Length == 0 || !_sounds.TryGetValue(utterance, out var sound) || !sound.Over)
        {
            return [];
        }

        sound.Judged = Backchannel.Is(text);
        return sound.Judged || _manners.Interrupt == InterruptMode.Never ? Follow() : Interrupt(ReplyEndReason.Interrupted);
    }

    /// <summary>The sound is over; whether it held words is not known yet.</summary>
    /// <param name="lasted">From its first sample to its last.</param>
    public IReadOnlyList<ReplyOrder> Ended(int utterance, TimeSpan lasted)
    {
        if (_sounds.TryGetValue(utterance, out var sound))
        {
            sound.Closed = true;
            sound.Judged |= lasted < tuning.TooShort;
        }

        return Follow();
    }

    /// <summary>What an utterance said.</summary>
    public IReadOnlyList<ReplyOrder> Finished(int utterance, string text)
    {
        var over = _sounds.Remove(utterance, out var sound) && sound.Over;
        if (_replying && over && Backchannel.Is(text))
        {
            return Follow();
        }

        _owed |= _manners.Answer == AnswerMode.Auto;
        List<ReplyOrder> orders = _manners.Interrupt == InterruptMode.Never ? [] : Interrupt(ReplyEndReason.Interrupted);
        return [.. orders, ReplyOrder.Hear, .. Follow()];
    }

    /// <summary>No words were in it.</summary>
    public IReadOnlyList<ReplyOrder> Wordless(int utterance)
    {
        _sounds.Remove(utterance);
        return Follow();
    }

    /// <summary>The user wrote: that is answered at once, where turns are answered by themselves.</summary>
    public IReadOnlyList<ReplyOrder> Wrote(TimeSpan now)
    {
        if (_manners.Answer == AnswerMode.Asked)
        {
            return [ReplyOrder.Hear];
        }

        List<ReplyOrder> orders = [.. Interrupt(ReplyEndReason.Interrupted), ReplyOrder.Hear];
        foreach (var sound in _sounds.Values)
        {
            (sound.Over, sound.Since) = (true, now);
        }

        Begin(orders);
        return [.. orders, .. Follow(pause: _sounds.Values.Any(sound => sound is { Closed: false, Judged: false }))];
    }

    /// <summary>The client wants an answer to what was said so far: it comes when the words of that are known.</summary>
    public IReadOnlyList<ReplyOrder> Asked()
    {
        _asked = true;
        return [.. Interrupt(ReplyEndReason.Interrupted), .. Follow()];
    }

    /// <summary>The answer that was asked for and has not begun is not wanted any more.</summary>
    public void Unasked() => _asked = false;

    /// <summary>The client wants no more of the reply.</summary>
    public IReadOnlyList<ReplyOrder> Cancelled() => [.. Interrupt(ReplyEndReason.Cancelled), .. Follow()];

    /// <summary>The reply has been said, or failed.</summary>
    public IReadOnlyList<ReplyOrder> Said()
    {
        (_replying, _paused) = (false, false);
        return Follow();
    }

    /// <summary>Time has passed: a sound that goes on is speech.</summary>
    public IReadOnlyList<ReplyOrder> Tick(TimeSpan now) =>
        Due is { } due && due <= now ? [.. Interrupt(ReplyEndReason.Interrupted), .. Follow()] : [];

    /// <summary>Nobody is answered while still speaking; who says where an utterance ends may be, about what came before.</summary>
    private bool Quiet => _sounds.Count == 0 || (_asked && _manners.Manual && _sounds.Values.All(sound => !sound.Closed));

    private List<ReplyOrder> Interrupt(ReplyEndReason reason)
    {
        if (!_replying)
        {
            return [];
        }

        (_replying, _paused) = (false, false);
        return [new ReplyOrder(ReplyOrderKind.End, reason)];
    }

    /// <summary>What follows from what is known now.</summary>
    private List<ReplyOrder> Follow(bool pause = false)
    {
        var orders = new List<ReplyOrder>();
        if (_replying)
        {
            var doubt = _manners.Interrupt == InterruptMode.Words && _sounds.Values.Any(sound => sound is { Over: true, Judged: false });
            if (!_paused && pause && doubt)
            {
                _paused = true;
                orders.Add(ReplyOrder.Pause);
            }
            else if (_paused && !doubt)
            {
                _paused = false;
                orders.Add(ReplyOrder.Resume);
            }
        }
        else if ((_owed || _asked) && Quiet)
        {
            Begin(orders);
        }

        return orders;
    }

    private void Begin(List<ReplyOrder> orders)
    {
        (_replying, _owed, _asked) = (true, false, false);
        orders.Add(ReplyOrder.Begin);
    }

    private sealed class Sound
    {
        public TimeSpan Since { get; set; }

        /// <summary>It is heard over a reply.</summary>
        public bool Over { get; set; }

        public bool Closed { get; set; }

        /// <summary>It was found to interrupt nothing, so far.</summary>
        public bool Judged { get; set; }
    }
}

/// <summary>When to answer, and when to stop.</summary>
/// <param name="Manual">The client says where utterances end.</param>
internal readonly record struct ReplyManners(AnswerMode Answer, InterruptMode Interrupt, bool Manual);

/// <summary>Which sounds interrupt a reply.</summary>
internal sealed record ReplyTuning
{
    /// <summary>A sound that goes on for so long interrupts, unless its words are known to be none that do.</summary>
    public TimeSpan Interrupts { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>A shorter one interrupts only if it had words that do.</summary>
    public TimeSpan TooShort { get; init; } = TimeSpan.FromMilliseconds(250);
}

/// <summary>What is to be done, in order.</summary>
/// <param name="Reason">Why the reply ends.</param>
internal readonly record struct ReplyOrder(ReplyOrderKind Kind, ReplyEndReason Reason = default)
{
    public static ReplyOrder Hear { get; } = new(ReplyOrderKind.Hear);

    public static ReplyOrder Begin { get; } = new(ReplyOrderKind.Begin);

    public static ReplyOrder Pause { get; } = new(ReplyOrderKind.Pause);

    public static ReplyOrder Resume { get; } = new(ReplyOrderKind.Resume);
}

internal enum ReplyOrderKind
{
    /// <summary>What was said is a turn of the user's.</summary>
    Hear,

    /// <summary>Answer.</summary>
    Begin,

    /// <summary>No more audio for now.</summary>
    Pause,

    /// <summary>Audio goes on.</summary>
    Resume,

    /// <summary>The reply is over.</summary>
    End,
}
