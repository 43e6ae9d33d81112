using FsCheck;
using FsCheck.Fluent;
using Parley.Audio.Levels;

namespace Parley.Audio.Tests.Levels;

public sealed class LevelTests
{
    [Fact]
    public void A_full_scale_sine_is_3_decibels_under_full_scale()
    {
        var sine = Signals.Sine(1_000, 16_000, 1, amplitude: 1);

        Assert.Equal(-3.01, Level.RmsDbfs(sine), 0.01);
        Assert.Equal(1, Level.Peak(sine), 0.001);
    }

    [Fact]
    public void Silence_and_nothing_at_all_lie_on_the_floor()
    {
        Assert.Equal(Level.FloorDbfs, Level.RmsDbfs(new float[100]));
        Assert.Equal(Level.FloorDbfs, Level.RmsDbfs([]));
        Assert.Equal(0, Level.Peak([]));
    }

    [Fact]
    public void Levels_of_any_length_match_the_plain_definition() =>
        Prop.ForAll<short[]>(values =>
        {
            var samples = values.Select(value => value / 32_768f).ToArray();
            var square = samples.Length == 0 ? 0 : samples.Average(sample => (double)sample * sample);
            Assert.Equal(Math.Sqrt(square), Level.Rms(samples), 1e-5);
            Assert.Equal(samples.Select(Math.Abs).DefaultIfEmpty().Max(), Level.Peak(samples));
        }).QuickCheckThrowOnFailure();
}
