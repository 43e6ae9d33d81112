using Parley.Engine.Pipeline;
using Parley.Testing;

namespace Parley.Engine.Tests.Pipeline;

public sealed class AudioTimelineTests
{
    private readonly VirtualTime _time = new();

    [Theory]
    [InlineData(8_000, 8_000)]
    [InlineData(16_000, 16_000)]
    [InlineData(44_100, 44_100)]
    [InlineData(48_000, 48_000)]
    public void A_second_of_the_engine_is_a_second_of_the_input(int rate, long position)
    {
        var timeline = new AudioTimeline(rate, _time);
        Assert.Equal(position, timeline.Position(16_000));
        Assert.Equal(1.0, timeline.Seconds(16_000));
    }

    [Fact]
    public void Times_are_told_to_the_millisecond() =>
        Assert.Equal(0.032, new AudioTimeline(44_100, _time).Seconds(512));

    [Fact]
    public void After_a_hole_the_input_is_ahead_of_the_engine()
    {
        var timeline = new AudioTimeline(8_000, _time);
        timeline.Rebase(engine: 16_000, input: 80_000);
        Assert.Equal(80_000, timeline.Position(16_000));
        Assert.Equal(10.5, timeline.Seconds(24_000));
    }

    [Fact]
    public void What_came_before_a_hole_is_known_until_nobody_asks_any_more()
    {
        var timeline = new AudioTimeline(8_000, _time);
        timeline.Rebase(engine: 16_000, input: 80_000);
        timeline.Rebase(engine: 32_000, input: 800_000);
        Assert.Equal(4_000, timeline.Position(8_000));
        Assert.Equal(84_000, timeline.Position(24_000));

        timeline.Forget(16_000);
        Assert.False(timeline.Knows(15_999));
        Assert.True(timeline.Knows(16_000));
        Assert.Equal(84_000, timeline.Position(24_000));
    }

    [Fact]
    public void Of_very_many_holes_the_oldest_are_forgotten_and_never_guessed()
    {
        var timeline = new AudioTimeline(16_000, _time);
        for (var hole = 1; hole <= 200; hole++)
        {
            timeline.Rebase(hole * 512, hole * 100_000);
        }

        Assert.False(timeline.Knows(100 * 512));
        Assert.Equal(19_900_000, timeline.Position(199 * 512));
    }

    [Fact]
    public void No_position_is_before_the_first_sample() =>
        Assert.Equal(0, new AudioTimeline(16_000, _time).Position(-500));

    [Fact]
    public void A_sample_came_as_long_ago_as_there_is_audio_after_it()
    {
        var timeline = new AudioTimeline(16_000, _time);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(0.5), timeline.Since(timeline.ArrivedAt(engine: 8_000, newest: 16_000)));
    }
}
