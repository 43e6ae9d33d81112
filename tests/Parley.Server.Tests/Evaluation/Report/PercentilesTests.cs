using Parley.Server.Evaluation.Report;

namespace Parley.Server.Tests.Evaluation.Report;

public sealed class PercentilesTests
{
    [Fact]
    public void Each_percentile_is_the_nearest_measurement_that_is_high_enough()
    {
        var values = Enumerable.Range(1, 20).Select(value => (double)value).Reverse().ToList();
        Assert.Equal(new Percentiles(20, 10, 19, 20), Percentiles.Of(values));
    }

    [Fact]
    public void One_measurement_is_every_percentile() =>
        Assert.Equal(new Percentiles(1, 7, 7, 7), Percentiles.Of([7]));

    [Fact]
    public void No_measurements_have_no_percentiles() => Assert.Null(Percentiles.Of([]));
}
