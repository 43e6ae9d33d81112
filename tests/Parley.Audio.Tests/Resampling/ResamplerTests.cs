using FsCheck;
using FsCheck.Fluent;
using Parley.Audio.Resampling;
using Parley.Testing;

namespace Parley.Audio.Tests.Resampling;

public sealed class ResamplerTests
{
    private static readonly int[] LiveRates = [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

    [Fact]
    public void Chunking_changes_nothing_and_the_length_is_exact()
    {
        var chunkings =
            from rate in Gen.Elements(LiveRates)
            from chunks in Gen.ListOf(Gen.Choose(0, 3_000))
            select (rate, chunks.ToArray());

        Prop.ForAll(chunkings.ToArbitrary(), chunking =>
        {
            var (rate, chunks) = chunking;
            var input = Signals.Noise(7, chunks.Sum());

            var output = Resample(rate, 16_000, input, chunks);

            Assert.Equal(Resample(rate, 16_000, input, [input.Length]), output);
            Assert.InRange(output.Length - (input.Length * 16_000.0 / rate), -0.5, 0.5);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(11_025)]
    [InlineData(22_050)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(96_000)]
    [InlineData(384_000)]
    public void A_1_kHz_sine_keeps_amplitude_and_frequency(int rate)
    {
        var output = Resample(rate, 16_000, Signals.Sine(1_000, rate, 1, amplitude: 0.5));

        Assert.Equal(0.5, Signals.AmplitudeOf(1_000, output, 16_000), 0.005);
        var (real, expected) = (output[1_600..14_400], Signals.Sine(1_000, 16_000, 1)[1_600..14_400]);
        Assert.InRange(Signals.Correlation(real, expected), 0.9999, 1.0001);
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(192_000)]
    public void A_click_stays_within_a_millisecond_of_its_place(int rate)
    {
        foreach (var at in new[] { 0, rate / 10, rate / 3, rate - 1 })
        {
            var input = new float[rate];
            input[at] = 1;

            var output = Resample(rate, 16_000, input);

            var peak = Array.IndexOf(output, output.MaxBy(Math.Abs));
            Assert.InRange(peak - (at * 16_000.0 / rate), -16, 16);
        }
    }

    [Theory]
    [InlineData(9_000)]
    [InlineData(12_000)]
    [InlineData(15_500)]
    [InlineData(20_000)]
    [InlineData(23_000)]
    public void What_would_alias_is_80_decibels_down(double hertz)
    {
        var output = Resample(48_000, 16_000, Signals.Sine(hertz, 48_000, 1, amplitude: 1));

        var loudest = output[800..^800].Max(Math.Abs);
        Assert.InRange(loudest, 0, 0.0001);
    }

    [Fact]
    public void The_tail_that_the_filter_holds_comes_out_in_pieces_of_any_size()
    {
        var input = Signals.Sweep(48_000, 0.1);
        using var resampler = Resampler.Create(48_000, 16_000);
        var output = new float[resampler.MaxOutput(input.Length) + 3];
        var written = resampler.Process(input, output);
        var beforeFlush = written;

        int more;
        while ((more = resampler.Flush(output.AsSpan(written, 3))) > 0)
        {
            written += more;
        }

        Assert.InRange(beforeFlush, 1_500, 1_599);
        Assert.Equal(1_600, written);
        Assert.Equal(Resample(48_000, 16_000, input), output[..written]);
    }

    [Fact]
    public void Equal_rates_copy()
    {
        var input = Signals.Noise(3, 1_000);

        Assert.Equal(input, Resample(16_000, 16_000, input, [1, 999]));
    }

    [Fact]
    public void A_reset_resampler_is_as_good_as_new()
    {
        var input = Signals.Sweep(44_100, 0.2);
        using var resampler = Resampler.Create(44_100, 16_000);
        var first = Run(resampler, input, [input.Length]);

        resampler.Reset();

        Assert.Equal(first, Run(resampler, input, [input.Length]));
    }

    [Fact]
    public void Audio_after_a_flush_without_a_reset_is_a_mistake_of_the_caller()
    {
        using var resampler = Resampler.Create(8_000, 16_000);
        _ = resampler.Flush(new float[100]);

        Assert.Throws<InvalidOperationException>(() => resampler.Process(new float[1], new float[100]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(383_999)]
    public void The_oddest_rates_of_files_keep_length(int rate)
    {
        var input = Signals.Noise(5, Math.Max(3, rate / 10));

        var output = Resample(rate, 16_000, input);

        Assert.InRange(output.Length - (input.Length * 16_000.0 / rate), -0.5, 0.5);
    }

    [Theory]
    [InlineData(0, 16_000)]
    [InlineData(384_001, 16_000)]
    [InlineData(16_000, 0)]
    public void A_rate_out_of_bounds_is_refused(int from, int to) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Create(from, to));

    [Fact]
    public void Resampling_allocates_nothing()
    {
        using var resampler = Resampler.Create(48_000, 16_000);
        var input = new float[960];
        var output = new float[resampler.MaxOutput(input.Length)];
        _ = resampler.Process(input, output);

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                _ = resampler.Process(input, output);
            }
        }));
    }

    private static float[] Resample(int from, int to, float[] input, int[]? chunks = null)
    {
        using var resampler = Resampler.Create(from, to);
        return Run(resampler, input, chunks ?? [input.Length]);
    }

    private static float[] Run(Resampler resampler, float[] input, int[] chunks)
    {
        var output = new List<float>();
        var rest = input.AsSpan();
        foreach (var chunk in chunks)
        {
            var buffer = new float[resampler.MaxOutput(chunk)];
            output.AddRange(buffer.AsSpan(0, resampler.Process(rest[..chunk], buffer)));
            rest = rest[chunk..];
        }

        var tail = new float[100];
        for (int written; (written = resampler.Flush(tail)) > 0;)
        {
            output.AddRange(tail.AsSpan(0, written));
        }

        return [.. output];
    }
}
