using Parley.Engine.Stages.Conversing;

namespace Parley.Engine.Tests.Stages.Conversing;

public sealed class PlaybackTests
{
    private readonly Playback _playback = new(1_000);

    [Fact]
    public void It_is_played_as_the_clock_goes_and_no_further_than_it_was_sent()
    {
        _playback.Send(500);
        Advance(0.2);
        Assert.Equal(200, _playback.Played);
        Assert.Equal(TimeSpan.FromSeconds(0.3), _playback.Ahead);
        Advance(2);
        Assert.Equal(500, _playback.Played);
        _playback.Send(500);
        Advance(2.1);
        Assert.Equal(600, _playback.Played);
    }

    [Fact]
    public void What_is_held_is_not_played()
    {
        _playback.Send(1_000);
        Advance(0.2);
        _playback.Pause(paused: true);
        Advance(0.9);
        Assert.Equal(200, _playback.Played);
        _playback.Pause(paused: false);
        Advance(1);
        Assert.Equal(300, _playback.Played);
    }

    [Fact]
    public void The_client_knows_better_unless_it_cannot_be()
    {
        _playback.Send(1_000);
        Advance(0.5);
        Assert.True(_playback.Report(350));
        Advance(0.6);
        Assert.Equal(450, _playback.Played);
        Assert.False(_playback.Report(1_001));
        Assert.False(_playback.Report(-1));
        Assert.Equal(450, _playback.Played);
    }

    private void Advance(double seconds) => _playback.Advance(TimeSpan.FromSeconds(seconds));
}
