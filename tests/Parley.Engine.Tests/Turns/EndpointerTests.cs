using Parley.Engine.Turns;
using Parley.Events;

namespace Parley.Engine.Tests.Turns;

public sealed class EndpointerTests
{
    private static readonly EndpointingOptions Options = new() { SilenceMs = 20 * Hearing.FrameMs, MaxUtteranceMs = 100 * Hearing.FrameMs };

    private readonly Hearing _hearing = new(Options);

    [Fact]
    public void Speech_starts_with_a_run_of_voiced_frames_and_is_dated_to_its_first()
    {
        _hearing.Hear(".....");
        Assert.Empty(_hearing.Hear("ss"));
        Assert.Equal([Started(5)], _hearing.Hear("s"));
        Assert.True(_hearing.Open);
    }

    [Fact]
    public void A_flicker_is_no_speech()
    {
        Assert.Empty(_hearing.Hear("..ss..s.ss.", times: 20));
        Assert.False(_hearing.Open);
    }

    [Fact]
    public void A_frame_between_the_thresholds_neither_starts_nor_breaks_a_run()
    {
        Assert.Empty(_hearing.Hear("~~~~~~~~"));
        Assert.Equal([Started(8)], _hearing.Hear("s~s~s"));
    }

    [Fact]
    public void A_flicker_long_before_speech_is_no_part_of_it()
    {
        Assert.Empty(_hearing.Hear("ss" + new string('~', 120)));
        Assert.Equal([Started(122)], _hearing.Hear("sss"));
    }

    [Fact]
    public void A_short_gap_between_words_is_no_pause()
    {
        _hearing.Hear("sss");
        Assert.Empty(_hearing.Hear(".sss.sss.sss"));
    }

    [Fact]
    public void Quiet_pauses_an_utterance_where_speech_was_last_heard()
    {
        _hearing.Hear("ssss");
        Assert.Equal([new TurnMark(TurnMarkKind.Paused, Hearing.At(4), default)], _hearing.Hear(".."));
        Assert.True(_hearing.Open);
    }

    [Fact]
    public void Speech_after_a_pause_resumes_the_utterance()
    {
        _hearing.Hear("ssss...");
        Assert.Equal([new TurnMark(TurnMarkKind.Resumed, Hearing.At(7), default)], _hearing.Hear("s"));
        Assert.Equal([TurnMarkKind.Paused], _hearing.Hear("s.....").Select(mark => mark.Kind));
    }

    [Fact]
    public void Half_heard_sound_keeps_speech_going_but_does_not_resume_it()
    {
        _hearing.Hear("sss");
        Assert.Empty(_hearing.Hear("~~~~~~"));
        _hearing.Hear("...");
        Assert.Empty(_hearing.Hear("~~~"));
    }

    [Fact]
    public void Silence_closes_the_utterance_after_exactly_so_many_milliseconds_of_audio()
    {
        _hearing.Hear("sssss");
        _hearing.Hear(".", times: 19);
        Assert.True(_hearing.Open);
        Assert.Equal([Ended(5, SpeechEndReason.Silence)], _hearing.Hear("."));
        Assert.False(_hearing.Open);
    }

    [Fact]
    public void Silence_is_counted_anew_after_speech_resumed()
    {
        _hearing.Hear("sss");
        _hearing.Hear(".", times: 19);
        _hearing.Hear("s");
        _hearing.Hear(".", times: 19);
        Assert.True(_hearing.Open);
        Assert.Equal([Ended(23, SpeechEndReason.Silence)], _hearing.Hear("."));
    }

    [Fact]
    public void The_end_of_a_sentence_shortens_the_silence_by_its_factor()
    {
        _hearing.Hear("sss..");
        _hearing.SentenceEnded();
        _hearing.Hear(".", times: 7);
        Assert.True(_hearing.Open);
        Assert.Equal([Ended(3, SpeechEndReason.Silence)], _hearing.Hear("."));
    }

    [Fact]
    public void The_end_of_a_sentence_never_shortens_the_silence_below_the_floor()
    {
        var hearing = new Hearing(Options with { SilenceMs = 8 * Hearing.FrameMs });
        hearing.Hear("sss..");
        hearing.SentenceEnded();
        hearing.Hear("....");
        Assert.True(hearing.Open);
        Assert.Equal([Ended(3, SpeechEndReason.Silence)], hearing.Hear("."));
    }

    [Fact]
    public void The_floor_does_not_lengthen_a_silence_that_was_asked_to_be_shorter()
    {
        var hearing = new Hearing(Options with { SilenceMs = 4 * Hearing.FrameMs });
        hearing.Hear("sss..");
        hearing.SentenceEnded();
        Assert.Equal([Ended(3, SpeechEndReason.Silence)], hearing.Hear(".."));
    }

    [Fact]
    public void Speech_after_the_end_of_a_sentence_restores_the_whole_silence()
    {
        _hearing.Hear("sss..");
        _hearing.SentenceEnded();
        _hearing.Hear("sss");
        _hearing.Hear(".", times: 19);
        Assert.True(_hearing.Open);
    }

    [Fact]
    public void The_end_of_a_sentence_counts_only_in_a_pause()
    {
        _hearing.Hear("sss");
        _hearing.SentenceEnded();
        _hearing.Hear(".", times: 19);
        Assert.True(_hearing.Open);
    }

    [Fact]
    public void The_longest_utterance_is_cut_at_its_quietest_point_and_goes_on()
    {
        _hearing.Hear("s", times: 80);
        _hearing.Hear("sss", power: 0.001f);
        var marks = _hearing.Hear("s", times: 17);

        // The middle of the three quiet frames, 80 to 82.
        var cut = Hearing.At(81) + (Hearing.Frame / 2);
        Assert.Equal(
            [new TurnMark(TurnMarkKind.Ended, cut, SpeechEndReason.MaxLength), new TurnMark(TurnMarkKind.Started, cut, default)],
            marks);
        Assert.True(_hearing.Open);
        Assert.Equal([Ended(105, SpeechEndReason.Flush)], Then("sssss", SpeechEndReason.Flush));
    }

    [Fact]
    public void A_quiet_point_long_ago_is_no_place_to_cut()
    {
        _hearing.Hear("s", times: 5);
        _hearing.Hear("sss", power: 0.001f);
        var marks = _hearing.Hear("s", times: 92);
        Assert.True(marks[0].At > Hearing.At(50), $"cut at sample {marks[0].At}");
    }

    [Fact]
    public void A_speaker_who_has_stopped_when_the_longest_utterance_is_reached_does_not_go_on()
    {
        _hearing.Hear("s", times: 90);
        var marks = _hearing.Hear(".", times: 60);
        Assert.Equal([TurnMarkKind.Paused, TurnMarkKind.Ended], marks.Select(mark => mark.Kind));
        Assert.Equal(Ended(90, SpeechEndReason.MaxLength), marks[^1]);
        Assert.False(_hearing.Open);
    }

    [Theory]
    [InlineData(SpeechEndReason.Flush)]
    [InlineData(SpeechEndReason.InputEnded)]
    public void Closing_ends_the_open_utterance_where_speech_was_last_heard_and_says_why(SpeechEndReason reason)
    {
        _hearing.Hear("ssss.");
        Assert.Equal([Ended(4, reason)], _hearing.Close(reason));
        Assert.False(_hearing.Open);
    }

    [Fact]
    public void Closing_nothing_says_nothing_and_forgets_a_run_that_had_begun()
    {
        _hearing.Hear("ss");
        Assert.Empty(_hearing.Close(SpeechEndReason.Flush));
        Assert.Empty(_hearing.Hear("ss"));
        Assert.Equal([Started(2)], _hearing.Hear("s"));
    }

    [Fact]
    public void One_utterance_follows_another()
    {
        _hearing.Hear("ssss");
        _hearing.Hear(".", times: 30);
        Assert.Equal([Started(34)], _hearing.Hear("ssss"));
    }

    private IReadOnlyList<TurnMark> Then(string frames, SpeechEndReason reason)
    {
        Assert.Empty(_hearing.Hear(frames));
        return _hearing.Close(reason);
    }

    private static TurnMark Started(int frame) => new(TurnMarkKind.Started, Hearing.At(frame), default);

    private static TurnMark Ended(int frame, SpeechEndReason reason) => new(TurnMarkKind.Ended, Hearing.At(frame), reason);
}
