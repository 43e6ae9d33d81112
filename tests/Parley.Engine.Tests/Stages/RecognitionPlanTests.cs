using Parley.Engine.Stages;

namespace Parley.Engine.Tests.Stages;

public sealed class RecognitionPlanTests
{
    [Theory]
    [InlineData(0.05, true, 0.5)]
    [InlineData(0.05, false, 0.2)]
    [InlineData(0.4, true, 0.8)]
    [InlineData(0.4, false, 0.8)]
    [InlineData(10, true, 3)]
    [InlineData(10, false, 3)]
    public void Partials_come_twice_as_far_apart_as_they_take_and_sooner_until_something_is_shown(
        double decode, bool shown, double seconds) =>
        Assert.Equal((long)(seconds * 16_000), RecognitionPlan.PartialInterval(TimeSpan.FromSeconds(decode), shown));
}
