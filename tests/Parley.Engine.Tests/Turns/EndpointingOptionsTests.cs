using Parley.Engine.Turns;

namespace Parley.Engine.Tests.Turns;

public sealed class EndpointingOptionsTests
{
    [Theory]
    [InlineData(100, 2_000)]
    [InlineData(5_000, 30_000)]
    public void The_limits_themselves_are_accepted(int silence, int longest) =>
        Assert.Null(new EndpointingOptions { SilenceMs = silence, MaxUtteranceMs = longest }.Validate());

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.PositiveInfinity)]
    public void A_threshold_that_is_no_probability_is_refused(double threshold)
    {
        var error = new EndpointingOptions { Threshold = threshold }.Validate();
        Assert.Equal("endpointing.threshold", error?.Param);
        Assert.Contains("0 to 1", error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(99, 20_000, "endpointing.silence_ms", "100 to 5000")]
    [InlineData(5_001, 20_000, "endpointing.silence_ms", "100 to 5000")]
    [InlineData(600, 1_999, "endpointing.max_utterance_ms", "2000 to 30000")]
    [InlineData(600, 30_001, "endpointing.max_utterance_ms", "2000 to 30000")]
    public void A_value_outside_is_refused_with_its_field_and_its_limits(int silence, int longest, string field, string limits)
    {
        var error = new EndpointingOptions { SilenceMs = silence, MaxUtteranceMs = longest }.Validate();
        Assert.Equal(field, error?.Param);
        Assert.Contains(limits, error?.Message, StringComparison.Ordinal);
    }
}
