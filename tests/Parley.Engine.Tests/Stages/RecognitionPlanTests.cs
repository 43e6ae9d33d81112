using Parley.Engine.Stages;

namespace Parley.Engine.Tests.Stages;

public sealed class RecognitionPlanTests
{
    [Theory]
    [InlineData(0.05, true, 1, 0.5)]
    [InlineData(0.05, false, 1, 0.2)]
    [InlineData(0.4, true, 1, 0.8)]
    [InlineData(0.4, false, 1, 0.4)]
    [InlineData(0.4, false, 2.1, 0.8)]
    [InlineData(10, true, 1, 3)]
    [InlineData(10, false, 1, 3)]
    public void Partials_come_twice_as_far_apart_as_they_take_and_sooner_until_something_is_shown(
        double decode, bool shown, double spoken, double seconds) =>
        Assert.Equal(
            (long)(seconds * 16_000), RecognitionPlan.PartialInterval(TimeSpan.FromSeconds(decode), shown, (long)(spoken * 16_000)));
}
