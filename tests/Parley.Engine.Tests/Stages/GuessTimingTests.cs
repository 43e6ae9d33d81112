using Parley.Engine.Stages;

namespace Parley.Engine.Tests.Stages;

public sealed class GuessTimingTests
{
    private const int Rate = 16_000;
    private const long Silence = (long)(0.6 * Rate);
    private const long Start = 10 * Rate;
    private const long End = 15 * Rate;

    private readonly GuessTiming _timing = new(Silence);

    [Fact]
    public void Before_anything_is_measured_every_pause_is_decoded_at_once() => Assert.Equal(End, _timing.Due(Start, End));

    [Fact]
    public void Where_only_the_client_closes_every_pause_is_decoded_at_once()
    {
        var timing = new GuessTiming(shortestSilence: null);
        timing.Took(TimeSpan.FromSeconds(0.1), End - Start);
        Assert.Equal(End, timing.Due(Start, End));
    }

    [Fact]
    public void Then_it_is_decoded_so_late_that_it_is_ready_when_the_utterance_can_be_closed()
    {
        _timing.Took(TimeSpan.FromSeconds(0.1), End - Start);

        // A quarter longer than the last one, and 32 ms.
        Assert.Equal(0.6 - 0.125 - 0.032, (_timing.Due(Start, End) - End) / (double)Rate, tolerance: 0.001);
    }

    [Fact]
    public void Longer_speech_is_decoded_earlier()
    {
        _timing.Took(TimeSpan.FromSeconds(0.1), End - Start);
        Assert.True(_timing.Due(Start - (5 * Rate), End) < _timing.Due(Start, End));
    }

    [Fact]
    public void One_slow_decode_is_believed_in_part_and_a_quick_one_at_once()
    {
        _timing.Took(TimeSpan.FromSeconds(0.1), End - Start);
        _timing.Took(TimeSpan.FromSeconds(0.3), End - Start);
        Assert.Equal(0.6 - (1.25 * 0.15) - 0.032, (_timing.Due(Start, End) - End) / (double)Rate, tolerance: 0.001);

        _timing.Took(TimeSpan.FromSeconds(0.05), End - Start);
        Assert.Equal(0.6 - (1.25 * 0.05) - 0.032, (_timing.Due(Start, End) - End) / (double)Rate, tolerance: 0.001);
    }

    [Fact]
    public void An_engine_that_takes_longer_than_the_silence_is_asked_at_once()
    {
        _timing.Took(TimeSpan.FromSeconds(2), End - Start);
        Assert.True(_timing.Due(Start, End) <= End);
    }
}
