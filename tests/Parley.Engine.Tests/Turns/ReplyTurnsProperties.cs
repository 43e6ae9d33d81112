using FsCheck;
using FsCheck.Fluent;
using Parley.Engine.Turns;
using Parley.Events;

namespace Parley.Engine.Tests.Turns;

/// <summary>Whatever is heard, in whatever order, on virtual time.</summary>
public sealed class ReplyTurnsProperties
{
    private static readonly ReplyTuning Tuning = new();

    /// <summary>A sound: how long until it begins, how long it is, and what it turns out to be; nothing is no word at all.</summary>
    private static readonly Gen<Act> Acts = Gen.OneOf(
        from pause in Gen.Choose(0, 3_000) from length in Gen.Choose(50, 4_000) from late in Gen.Choose(0, 900)
        from text in Gen.Elements("", "mm-hm", "對", "stop it", "早安") from partial in Gen.Elements(true, false)
        select new Act(pause, length, late, text, partial),
        from pause in Gen.Choose(0, 3_000) from what in Gen.Elements("said", "wrote", "cancelled") select new Act(pause, 0, 0, what, false));

    [Fact]
    public void Orders_follow_each_other_as_they_can_and_everything_said_is_answered() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Acts.ListOf().ToArbitrary(), acts => Play(acts).Holds));

    [Fact]
    public void A_backchannel_over_a_reply_never_interrupts_it() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000),
        Prop.ForAll(
            Gen.Choose(50, 690).ToArbitrary(), Gen.Choose(0, 900).ToArbitrary(), Gen.Elements("mm-hm", "嗯", "yeah", "").ToArbitrary(),
            (length, late, text) =>
            {
                var play = Play([new Act(0, 0, 0, "wrote", false), new Act(500, length, late, text, text.Length > 0)]);
                return play is { Holds: true, Interrupted: 0 };
            }));

    [Fact]
    public void Speech_over_a_reply_stops_its_audio_at_once_and_interrupts_it() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000),
        Prop.ForAll(
            Gen.Choose(710, 5_000).ToArbitrary(), Gen.Choose(0, 900).ToArbitrary(), Gen.Elements(true, false).ToArbitrary(),
            (length, late, partial) =>
            {
                var play = Play([new Act(0, 0, 0, "wrote", false), new Act(500, length, late, "stop it", partial)]);
                return play is { Holds: true, Interrupted: 1, Pauses: 1 };
            }));

    private static Stand Play(IEnumerable<Act> acts)
    {
        var turns = new ReplyTurns(Tuning);
        var stand = new Stand();
        var now = TimeSpan.Zero;
        var utterance = 0;
        foreach (var act in acts)
        {
            Pass(act.Pause);
            switch (act.Text)
            {
                case "said" when act.Length == 0:
                    if (turns.Replying && !turns.Paused)
                    {
                        stand.Said();
                        stand.Take(turns.Said());
                    }

                    break;
                case "wrote" when act.Length == 0:
                    stand.Take(turns.Wrote(now));
                    break;
                case "cancelled" when act.Length == 0:
                    stand.Take(turns.Cancelled());
                    break;
                default:
                    stand.Take(turns.Started(++utterance, now));
                    Pass(Math.Min(act.Length, 400));
                    if (act is { Partial: true, Text.Length: > 0 })
                    {
                        stand.Take(turns.Heard(utterance, act.Text));
                    }

                    Pass(act.Length - Math.Min(act.Length, 400));
                    stand.Take(turns.Ended(utterance, TimeSpan.FromMilliseconds(act.Length)));
                    Pass(act.Late);
                    stand.Take(act.Text.Length > 0 ? turns.Finished(utterance, act.Text) : turns.Wordless(utterance));
                    break;
            }
        }

        if (turns.Replying)
        {
            stand.Said();
            stand.Take(turns.Said());
        }

        // One more: what was owed was begun when the reply before it was over.
        if (turns.Replying)
        {
            stand.Said();
            stand.Take(turns.Said());
        }

        stand.Check(turns is { Idle: true, Due: null });
        return stand;

        void Pass(int milliseconds)
        {
            var until = now + TimeSpan.FromMilliseconds(milliseconds);
            while (turns.Due is { } due && due <= until)
            {
                now = due > now ? due : now;
                stand.Take(turns.Tick(now));
            }

            now = until;
        }
    }

    private sealed record Act(int Pause, int Length, int Late, string Text, bool Partial);

    /// <summary>What the orders have led to so far.</summary>
    private sealed class Stand
    {
        private bool _replying;
        private bool _paused;
        private bool _owed;

        public bool Holds { get; private set; } = true;

        public int Interrupted { get; private set; }

        public int Pauses { get; private set; }

        public void Check(bool holds) => Holds &= holds;

        /// <summary>The reply is over by itself.</summary>
        public void Said() => (_replying, _paused) = (false, false);

        public void Take(IReadOnlyList<ReplyOrder> orders)
        {
            foreach (var order in orders)
            {
                switch (order.Kind)
                {
                    case ReplyOrderKind.Hear:
                        _owed = true;
                        break;
                    case ReplyOrderKind.Begin:
                        Check(!_replying && _owed);
                        (_replying, _owed) = (true, false);
                        break;
                    case ReplyOrderKind.Pause:
                        Check(_replying && !_paused);
                        _paused = true;
                        Pauses++;
                        break;
                    case ReplyOrderKind.Resume:
                        Check(_replying && _paused);
                        _paused = false;
                        break;
                    default:
                        Check(_replying);
                        (_replying, _paused) = (false, false);
                        Interrupted += order.Reason == ReplyEndReason.Interrupted ? 1 : 0;
                        break;
                }
            }
        }
    }
}
