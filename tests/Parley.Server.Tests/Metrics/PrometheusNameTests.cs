namespace Parley.Server.Metrics;

public sealed class PrometheusNameTests
{
    [Theory]
    [InlineData("parley.final.latency", "s", (int)MetricKind.Histogram, "parley_final_latency_seconds")]
    [InlineData("parley.audio", "s", (int)MetricKind.Counter, "parley_audio_seconds_total")]
    [InlineData("parley.refusals", "{session}", (int)MetricKind.Counter, "parley_refusals_total")]
    [InlineData("parley.sessions", "{session}", (int)MetricKind.Gauge, "parley_sessions")]
    [InlineData("dotnet.gc.heap.size", "By", (int)MetricKind.Gauge, "dotnet_gc_heap_size_bytes")]
    [InlineData("already_total", null, (int)MetricKind.Counter, "already_total")]
    [InlineData("9lives", null, (int)MetricKind.Gauge, "_9lives")]
    public void Names_carry_unit_and_kind(string name, string? unit, int kind, string expected) =>
        Assert.Equal(expected, PrometheusName.Of(name, unit, (MetricKind)kind));
}
