using Parley.Engine.Sessions;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

public sealed class StallWatchTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly StallWatch _watch;
    private int _stalls;

    public StallWatchTests() => _watch = new StallWatch(_time, TimeSpan.FromSeconds(2), () => _stalls++);

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void Before_the_first_audio_nothing_stalls()
    {
        Advance(60);
        Assert.Equal(0, _stalls);
    }

    [Fact]
    public void Audio_that_stops_stalls_after_the_limit_once()
    {
        _watch.Beat();
        Advance(1.999);
        Assert.Equal(0, _stalls);
        Advance(0.001);
        Assert.Equal(1, _stalls);
        Advance(60);
        Assert.Equal(1, _stalls);
    }

    [Fact]
    public void Audio_that_keeps_coming_never_stalls()
    {
        for (var i = 0; i < 50; i++)
        {
            _watch.Beat();
            Advance(1.5);
        }

        Assert.Equal(0, _stalls);
    }

    [Fact]
    public void The_limit_counts_from_the_last_audio()
    {
        _watch.Beat();
        Advance(1.5);
        _watch.Beat();
        Advance(1.9);
        Assert.Equal(0, _stalls);
        Advance(0.1);
        Assert.Equal(1, _stalls);
    }

    [Fact]
    public void Audio_after_a_stall_can_stall_again()
    {
        _watch.Beat();
        Advance(5);
        _watch.Beat();
        Advance(2);
        Assert.Equal(2, _stalls);
    }

    [Fact]
    public void A_watch_that_is_disposed_of_says_nothing_more()
    {
        _watch.Beat();
        _watch.Dispose();
        Advance(5);
        Assert.Equal(0, _stalls);
    }

    private void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
