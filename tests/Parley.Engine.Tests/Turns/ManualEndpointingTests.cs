using Parley.Engine.Turns;
using Parley.Events;

namespace Parley.Engine.Tests.Turns;

/// <summary>Where the client says what an utterance is, and where it says what speech is.</summary>
public sealed class ManualEndpointingTests
{
    private static readonly EndpointingOptions Manual = new() { SilenceMs = 5 * Hearing.FrameMs, MaxUtteranceMs = 100 * Hearing.FrameMs, Manual = true };

    [Fact]
    public void Silence_closes_nothing()
    {
        var hearing = new Hearing(Manual);
        hearing.Hear("sssss");

        var marks = hearing.Hear(".", times: 60);

        Assert.Equal([TurnMarkKind.Paused], marks.Select(mark => mark.Kind));
        Assert.True(hearing.Open);
    }

    [Fact]
    public void A_flush_does_where_speech_was_last_heard()
    {
        var hearing = new Hearing(Manual);
        hearing.Hear("sssss" + new string('.', 60));

        Assert.Equal([new TurnMark(TurnMarkKind.Ended, Hearing.At(5), SpeechEndReason.Flush)], hearing.Close(SpeechEndReason.Flush));
    }

    [Fact]
    public void The_longest_utterance_is_the_longest_all_the_same()
    {
        var hearing = new Hearing(Manual);

        hearing.Hear("s", times: 101);

        Assert.Contains(hearing.Marks, mark => mark is { Kind: TurnMarkKind.Ended, Reason: SpeechEndReason.MaxLength });
    }

    [Theory]
    [InlineData(0.3, true)]
    [InlineData(0.9, false)]
    public void Speech_starts_at_the_threshold_that_was_asked_for(double threshold, bool starts)
    {
        var hearing = new Hearing(new EndpointingOptions { Threshold = threshold });

        for (var i = 0; i < 5; i++)
        {
            hearing.Hear(0.5f, 0.1f);
        }

        Assert.Equal(starts, hearing.Open);
    }

    [Fact]
    public void Silence_is_silence_even_at_a_threshold_of_nothing()
    {
        var hearing = new Hearing(new EndpointingOptions { Threshold = 0 });

        hearing.Hear(".", times: 10);

        Assert.False(hearing.Open);
    }
}
