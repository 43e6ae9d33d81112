using Parley.Events;
using Parley.Server.Evaluation.Live;

namespace Parley.Server.Tests.Evaluation.Live;

public sealed class LiveRecorderTests
{
    private readonly SendClock _clock = new();
    private readonly LiveRecorder _recorder;

    public LiveRecorderTests()
    {
        _recorder = new LiveRecorder(_clock);

        // Frame n holds the audio from 20n ms on and is sent when it is complete, 1 ms late.
        for (var frame = 0; frame < 200; frame++)
        {
            var due = TimeSpan.FromMilliseconds(20 * (frame + 1));
            _clock.Send(due + TimeSpan.FromMilliseconds(1), due);
        }
    }

    [Fact]
    public void The_first_partial_is_timed_from_the_first_sample_of_speech()
    {
        Hear(400, new SpeechStarted(1, 0.100));
        Hear(621, new TranscriptPartial(1, "", "he", 0.1, 0.5));
        Hear(900, new TranscriptPartial(1, "", "hello", 0.1, 0.8));

        // The sample at 100 ms is the first of the frame that was sent at 121 ms.
        Assert.Equal([500.0], _recorder.Measure().FirstPartials);
    }

    [Fact]
    public void The_final_is_timed_from_the_last_sample_of_speech()
    {
        Utterance(1, 0.1, 0.5, SpeechEndReason.Silence, finalAt: 801);

        // The last sample before 500 ms is in the frame that was sent at 501 ms.
        Assert.Equal([300.0], _recorder.Measure().Finals);
    }

    [Fact]
    public void Only_silence_makes_a_final_that_is_waited_for()
    {
        Utterance(1, 0.1, 0.5, SpeechEndReason.MaxLength, 900);
        Utterance(2, 0.5, 1.0, SpeechEndReason.InputEnded, 1_200);
        Assert.Empty(_recorder.Measure().Finals);
    }

    [Fact]
    public void An_utterance_that_goes_on_from_a_cut_has_no_first_partial_of_its_own()
    {
        Hear(100, new SpeechStarted(1, 0.1));
        Hear(500, new SpeechEnded(1, 0.5, SpeechEndReason.MaxLength));
        Hear(500, new SpeechStarted(2, 0.5));
        Hear(900, new TranscriptPartial(2, "", "on", 0.5, 0.9));
        Assert.Empty(_recorder.Measure().FirstPartials);
    }

    [Fact]
    public void Stable_text_that_is_taken_back_is_counted()
    {
        Hear(1, new TranscriptPartial(1, "one", " two", 0, 1));
        Hear(2, new TranscriptPartial(1, "one two", "", 0, 1));
        Hear(3, new TranscriptPartial(1, "one", " too", 0, 1));
        Assert.Equal(1, _recorder.Measure().StableRewritten);
        Hear(4, new TranscriptFinal(1, "won too", "en", 0, 1));
        Assert.Equal(2, _recorder.Measure().StableRewritten);
    }

    [Fact]
    public void Each_utterance_has_a_stable_text_of_its_own()
    {
        Hear(1, new TranscriptPartial(1, "one", "", 0, 1));
        Hear(2, new TranscriptPartial(2, "two", "", 1, 2));
        Hear(3, new TranscriptFinal(1, "one", "en", 0, 1));
        Assert.Equal(0, _recorder.Measure().StableRewritten);
    }

    [Fact]
    public void What_is_open_and_what_is_owed_is_known()
    {
        Hear(1, new SpeechStarted(1, 0.1));
        Assert.Equal((1, 0), (_recorder.Open, _recorder.Owed));
        Hear(2, new SpeechEnded(1, 0.5, SpeechEndReason.Silence));
        Assert.Equal((0, 1), (_recorder.Open, _recorder.Owed));
        Hear(3, new TranscriptFinal(1, "hi", "en", 0.1, 0.5));
        Assert.Equal((0, 0), (_recorder.Open, _recorder.Owed));
    }

    [Fact]
    public void Finals_make_up_the_text_and_shown_words_are_summed()
    {
        Hear(1, new TranscriptPartial(1, "", "hollow", 0, 1));
        Hear(2, new TranscriptFinal(1, "Hello.", "en", 0, 1));
        Hear(3, new TranscriptPartial(2, "", "world", 1, 2));
        Hear(4, new TranscriptFinal(2, "World.", "en", 1, 2));
        Assert.Equal("Hello. World.", _recorder.Text);
        Assert.Equal(new ShownWords(2, 1), _recorder.Measure().Words);
        Assert.Equal(new ShownWords(2, 2), _recorder.Measure().ExactWords);
    }

    [Fact]
    public void The_worst_slip_of_the_clock_is_told() => Assert.Equal(1, _recorder.Measure().WorstSlip);

    private void Utterance(int number, double start, double end, SpeechEndReason reason, int finalAt)
    {
        Hear(finalAt, new SpeechStarted(number, start));
        Hear(finalAt, new SpeechEnded(number, end, reason));
        Hear(finalAt, new TranscriptFinal(number, "text", "en", start, end));
    }

    private void Hear(int at, SessionEvent said) => _recorder.Hear(said, TimeSpan.FromMilliseconds(at));
}
