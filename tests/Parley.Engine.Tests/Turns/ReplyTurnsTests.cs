using Parley.Engine.Sessions;
using Parley.Engine.Turns;
using Parley.Events;

namespace Parley.Engine.Tests.Turns;

public sealed class ReplyTurnsTests
{
    private static readonly ReplyOrder Interrupt = new(ReplyOrderKind.End, ReplyEndReason.Interrupted);

    private readonly ReplyTurns _turns = new(new ReplyTuning());

    [Fact]
    public void A_turn_is_answered_when_it_is_over()
    {
        Assert.Empty(_turns.Started(1, At(0)));
        Assert.Empty(_turns.Heard(1, "hello"));
        Assert.Empty(_turns.Ended(1, At(0.8)));
        Assert.Equal([ReplyOrder.Hear, ReplyOrder.Begin], _turns.Finished(1, "Hello."));
        Assert.Empty(_turns.Said());
        Assert.True(_turns.Idle);
    }

    [Fact]
    public void Words_that_are_no_backchannel_interrupt_as_soon_as_they_are_known()
    {
        Reply();
        Assert.Equal([ReplyOrder.Pause], _turns.Started(2, At(1)));
        Assert.Equal([Interrupt], _turns.Heard(2, "wait"));
        Assert.Empty(_turns.Ended(2, At(0.5)));
        Assert.Equal([ReplyOrder.Hear, ReplyOrder.Begin], _turns.Finished(2, "Wait a moment."));
    }

    [Fact]
    public void A_sound_that_goes_on_interrupts_before_any_word_is_known()
    {
        Reply();
        _turns.Started(2, At(1));
        Assert.Equal(At(1.7), _turns.Due);
        Assert.Empty(_turns.Tick(At(1.6)));
        Assert.Equal([Interrupt], _turns.Tick(At(1.7)));
        Assert.Null(_turns.Due);
    }

    [Fact]
    public void A_backchannel_goes_by()
    {
        Reply();
        Assert.Equal([ReplyOrder.Pause], _turns.Started(2, At(1)));
        Assert.Equal([ReplyOrder.Resume], _turns.Heard(2, "Mm-hm."));
        Assert.Empty(_turns.Tick(At(5)));
        Assert.Empty(_turns.Ended(2, At(0.4)));
        Assert.Empty(_turns.Finished(2, "Mm-hm."));
        Assert.True(_turns.Replying);
    }

    [Fact]
    public void A_backchannel_that_goes_on_to_say_something_interrupts_after_all()
    {
        Reply();
        _turns.Started(2, At(1));
        _turns.Heard(2, "yeah");
        Assert.Equal([Interrupt], _turns.Heard(2, "yeah but wait"));
    }

    [Fact]
    public void A_very_short_sound_goes_by_and_so_does_one_without_words()
    {
        Reply();
        _turns.Started(2, At(1));
        Assert.Equal([ReplyOrder.Resume], _turns.Ended(2, At(0.1)));
        Assert.Empty(_turns.Wordless(2));
        Assert.Equal([ReplyOrder.Pause], _turns.Started(3, At(2)));
        Assert.Empty(_turns.Ended(3, At(0.5)));
        Assert.Equal([ReplyOrder.Resume], _turns.Wordless(3));
    }

    [Fact]
    public void A_short_sound_that_turns_out_to_be_an_order_interrupts()
    {
        Reply();
        _turns.Started(2, At(1));
        _turns.Ended(2, At(0.2));
        Assert.Equal([Interrupt, ReplyOrder.Hear, ReplyOrder.Begin], _turns.Finished(2, "Stop."));
    }

    [Fact]
    public void Nobody_is_answered_while_still_speaking()
    {
        _turns.Started(1, At(0));
        _turns.Ended(1, At(15));
        _turns.Started(2, At(15));
        Assert.Equal([ReplyOrder.Hear], _turns.Finished(1, "A long story"));
        Assert.False(_turns.Idle);
        _turns.Ended(2, At(1));
        Assert.Equal([ReplyOrder.Hear, ReplyOrder.Begin], _turns.Finished(2, "and its end."));
    }

    [Fact]
    public void Who_said_something_is_answered_when_what_follows_was_only_a_noise()
    {
        _turns.Started(1, At(0));
        _turns.Ended(1, At(1));
        _turns.Started(2, At(1.5));
        _turns.Finished(1, "Hello.");
        _turns.Ended(2, At(0.3));
        Assert.Equal([ReplyOrder.Begin], _turns.Wordless(2));
    }

    [Fact]
    public void A_yes_to_nobody_who_speaks_is_an_answer()
    {
        _turns.Started(1, At(0));
        _turns.Ended(1, At(0.3));
        Assert.Equal([ReplyOrder.Hear, ReplyOrder.Begin], _turns.Finished(1, "Yes."));
    }

    [Fact]
    public void What_is_written_is_answered_at_once_and_interrupts()
    {
        Assert.Equal([ReplyOrder.Hear, ReplyOrder.Begin], _turns.Wrote(At(0)));
        Assert.Equal([Interrupt, ReplyOrder.Hear, ReplyOrder.Begin], _turns.Wrote(At(1)));
    }

    [Fact]
    public void The_client_may_stop_it()
    {
        Assert.Empty(_turns.Cancelled());
        Reply();
        Assert.Equal([new ReplyOrder(ReplyOrderKind.End, ReplyEndReason.Cancelled)], _turns.Cancelled());
        Assert.True(_turns.Idle);
    }

    [Fact]
    public void Where_answers_are_asked_for_what_is_said_waits_until_they_are()
    {
        _turns.Behave(new ReplyManners(AnswerMode.Asked, InterruptMode.Words, Manual: false));
        _turns.Started(1, At(0));
        _turns.Ended(1, At(0.5));
        Assert.Equal([ReplyOrder.Hear], _turns.Finished(1, "Hello."));
        Assert.Equal([ReplyOrder.Hear], _turns.Wrote(At(1)));
        Assert.True(_turns.Idle);
        Assert.Equal([ReplyOrder.Begin], _turns.Asked());
        Assert.Equal([Interrupt, ReplyOrder.Begin], _turns.Asked());
    }

    [Fact]
    public void An_answer_that_is_asked_for_waits_for_the_words_before_it()
    {
        _turns.Behave(new ReplyManners(AnswerMode.Asked, InterruptMode.Never, Manual: true));
        _turns.Started(1, At(0));
        _turns.Ended(1, At(0.5));
        Assert.Empty(_turns.Asked());
        Assert.False(_turns.Idle);
        Assert.Equal([ReplyOrder.Hear, ReplyOrder.Begin], _turns.Finished(1, "Hello."));
    }

    [Fact]
    public void Who_says_where_an_utterance_ends_is_answered_before_it_does()
    {
        _turns.Behave(new ReplyManners(AnswerMode.Asked, InterruptMode.Never, Manual: true));
        _turns.Started(1, At(0));
        Assert.Equal([ReplyOrder.Begin], _turns.Asked());
        Assert.Empty(_turns.Heard(1, "still speaking"));
        Assert.Empty(_turns.Ended(1, At(0.5)));
        Assert.Equal([ReplyOrder.Hear], _turns.Finished(1, "Still speaking."));
        Assert.True(_turns.Replying);
    }

    [Fact]
    public void An_answer_that_is_not_wanted_any_more_does_not_come()
    {
        _turns.Behave(new ReplyManners(AnswerMode.Asked, InterruptMode.Words, Manual: false));
        _turns.Started(1, At(0));
        _turns.Asked();
        _turns.Unasked();
        Assert.Equal([ReplyOrder.Hear], _turns.Finished(1, "Hello."));
        Assert.True(_turns.Idle);
    }

    [Fact]
    public void Any_sound_interrupts_where_that_was_asked_for()
    {
        _turns.Behave(new ReplyManners(AnswerMode.Auto, InterruptMode.Sound, Manual: false));
        Reply();
        Assert.Equal([Interrupt], _turns.Started(2, At(1)));
        Assert.Empty(_turns.Ended(2, At(0.1)));
        Assert.Equal([ReplyOrder.Hear, ReplyOrder.Begin], _turns.Finished(2, "Mm-hm."));
    }

    [Fact]
    public void What_is_said_over_a_reply_that_nothing_interrupts_is_answered_after_it()
    {
        _turns.Behave(new ReplyManners(AnswerMode.Auto, InterruptMode.Never, Manual: false));
        Reply();
        Assert.Empty(_turns.Started(2, At(1)));
        Assert.Null(_turns.Due);
        Assert.Empty(_turns.Heard(2, "stop it"));
        Assert.Empty(_turns.Ended(2, At(1)));
        Assert.Equal([ReplyOrder.Hear], _turns.Finished(2, "Stop it."));
        Assert.True(_turns.Replying);
        Assert.Equal([ReplyOrder.Begin], _turns.Said());
    }

    [Fact]
    public void A_reply_that_pauses_goes_on_when_nothing_is_to_interrupt_it_any_more()
    {
        Reply();
        Assert.Equal([ReplyOrder.Pause], _turns.Started(2, At(1)));
        Assert.Equal([ReplyOrder.Resume], _turns.Behave(new ReplyManners(AnswerMode.Auto, InterruptMode.Never, Manual: false)));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private void Reply()
    {
        _turns.Started(1, At(0));
        _turns.Ended(1, At(0.5));
        _turns.Finished(1, "Tell me a story.");
        Assert.True(_turns.Replying);
    }
}
