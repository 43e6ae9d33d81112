using Parley.Protocols.WebSockets;
using Parley.Testing;

namespace Parley.Protocols.Tests.WebSockets;

/// <summary>Who sends audio much faster than it is spoken, and who only sends it in pieces.</summary>
public sealed class SpeechPaceTests
{
    private readonly VirtualTime _time = new();
    private readonly SpeechPace _pace;
    private long _received = 48_000;

    public SpeechPaceTests() => _pace = new SpeechPace(Spoken.Rate, _received, _time);

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.02)]
    [InlineData(0.5)]
    public void Who_speaks_is_not_hasty_whatever_the_size_of_the_pieces(double piece)
    {
        for (var seconds = 0.0; seconds < 5; seconds += piece)
        {
            Assert.False(Hear(piece, after: piece));
        }
    }

    [Fact]
    public void What_the_network_held_up_is_not_hasty()
    {
        Hear(0.02, after: 0.02);
        Assert.False(Hear(3, after: 3));
        Assert.False(Hear(0.1, after: 0.1));
    }

    [Fact]
    public void A_file_is_hasty_after_a_tenth_of_a_second_of_it()
    {
        for (var milliseconds = 0; milliseconds < 90; milliseconds += 10)
        {
            Assert.False(Hear(0.1, after: 0.01));
        }

        Assert.True(Hear(0.1, after: 0.01));
        Assert.True(Hear(0.1, after: 0.01));
    }

    [Fact]
    public void Four_times_as_fast_as_spoken_is_not_yet_hasty()
    {
        Assert.False(Hear(0.4, after: 0.1));
        Assert.True(Hear(0.401, after: 0.1));
    }

    [Fact]
    public void Who_goes_on_at_the_pace_of_speech_is_hasty_for_a_tenth_of_a_second_at_most()
    {
        Assert.True(Hear(10, after: 0.1));
        for (var milliseconds = 0; milliseconds < 80; milliseconds += 20)
        {
            Assert.True(Hear(0.02, after: 0.02));
        }

        Assert.False(Hear(0.02, after: 0.02));
    }

    private bool Hear(double seconds, double after)
    {
        _time.Advance(TimeSpan.FromSeconds(after));
        _received += (long)Math.Round(seconds * Spoken.Rate);
        _pace.Judge(_received);
        return _pace.IsHasty;
    }
}
