namespace Parley.Server.Metrics;

public sealed class KnownLabelsTests
{
    private readonly KnownLabels _labels = new();

    [Fact]
    public void A_single_tag_is_written_once() =>
        Assert.Same(Render("error.type", "IOException"), Render("error.type", "IOException"));

    [Theory]
    [InlineData("error.type", "TimeoutException", "error_type=\"TimeoutException\"")]
    [InlineData("code", "IOException", "code=\"IOException\"")]
    public void Another_name_or_value_is_another_series(string name, string value, string expected)
    {
        Render("error.type", "IOException");

        Assert.Equal(expected, Render(name, value));
    }

    [Fact]
    public void Several_tags_and_none_are_written_as_ever()
    {
        Assert.Equal("", _labels.Render([]));
        Assert.Equal("code=\"full\",mode=\"stream\"", _labels.Render([new("mode", "stream"), new("code", "full")]));
        Assert.Equal("gen=\"2\"", _labels.Render([new("gen", 2)]));
    }

    [Fact]
    public void More_than_a_metric_may_have_are_written_but_not_kept()
    {
        for (var i = 0; i < MetricFamily.MaxSeries; i++)
        {
            Render("name", $"value {i}");
        }

        Assert.NotSame(Render("name", "one more"), Render("name", "one more"));
        Assert.Equal("name=\"one more\"", Render("name", "one more"));
        Assert.Same(Render("name", "value 0"), Render("name", "value 0"));
    }

    private string Render(string name, string value) => _labels.Render([new(name, value)]);
}
