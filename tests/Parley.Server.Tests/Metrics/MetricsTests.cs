using System.Diagnostics.Metrics;
using Parley.Server.Support;
using Parley.Testing;

namespace Parley.Server.Metrics;

public sealed class MetricsTests
{
    [Fact]
    public async Task What_a_session_did_can_be_scraped()
    {
        await using var server = await TestServer.StartAsync(("Limits:MaxSessions", "1"));
        var before = await ScrapeAsync(server);
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start","endpointing":{"silence_ms":300}}""");
        await speaker.NextAsync("session.started");
        using var refused = await Speaker.ConnectAsync(server.Address);
        await refused.SayAsync("""{"type":"session.start"}""");
        await refused.RestAsync();
        await speaker.SpeakAsync(Spoken.Silence(0.5), Spoken.Words("one two three"), Spoken.Silence(1));
        await speaker.NextAsync("transcript.final");
        await speaker.SayAsync("""{"type":"session.end"}""");
        await speaker.RestAsync();

        var after = await ScrapeAsync(server);

        Assert.True(Grown("parley_audio_seconds_total") >= 2.25);
        Assert.Equal(1, Grown("parley_finals_total{mode=\"stream\"}"));
        Assert.Equal(1, Grown("parley_final_latency_seconds_count"));
        Assert.Equal(1, Grown("parley_refusals_total{code=\"too_many_sessions\"}"));
        Assert.True(after.Samples.ContainsKey("parley_sessions"));
        Assert.Equal(1, after.Samples["parley_ready"]);
        Assert.True(after.Samples["dotnet_process_memory_working_set_bytes"] > 1_000_000);
        Assert.Equal("histogram", after.Types["parley_final_latency_seconds"]);

        double Grown(string sample) => after.Samples[sample] - before.Samples.GetValueOrDefault(sample);
    }

    [Fact]
    public async Task A_server_tells_of_itself_and_of_no_other_in_its_process()
    {
        await using var one = await TestServer.StartAsync();
        await using var other = await TestServer.StartAsync();
        using var speaker = await Speaker.ConnectAsync(other.Address);
        await speaker.SayAsync("""{"type":"session.start"}""");
        await speaker.NextAsync("session.started");

        Assert.Equal(0, (await ScrapeAsync(one)).Samples["parley_sessions"]);
        Assert.Equal(1, (await ScrapeAsync(other)).Samples["parley_sessions"]);
    }

    [Fact]
    public void Labels_are_escaped_and_equal_tags_are_one_series_in_any_order()
    {
        using var meters = new TestMeters();
        using var collector = new MetricsCollector(meters);
        var meter = meters.Create("Parley.Test.Labels");
        var counter = meter.CreateCounter<int>("labels", null, "A \\ and\na line.");
        counter.Add(1, new("b", "quote \" backslash \\ line\n"), new("a.x", 1));
        counter.Add(1, new("a.x", 1), new("b", "quote \" backslash \\ line\n"));

        var text = PrometheusText.Parse(collector.Scrape());

        Assert.Equal(2, text.Samples["""labels_total{a_x="1",b="quote \" backslash \\ line\n"}"""]);
    }

    [Fact]
    public void A_histogram_counts_each_value_in_every_bucket_above_it()
    {
        using var meters = new TestMeters();
        using var collector = new MetricsCollector(meters);
        var meter = meters.Create("Parley.Test.Histogram");
        var histogram = meter.CreateHistogram<double>("waits", "s");
        histogram.Record(0.25);
        histogram.Record(0.3);
        histogram.Record(100);

        var samples = PrometheusText.Parse(collector.Scrape()).Samples;

        Assert.Equal(0, samples["waits_seconds_bucket{le=\"0.2\"}"]);
        Assert.Equal(1, samples["waits_seconds_bucket{le=\"0.25\"}"]);
        Assert.Equal(2, samples["waits_seconds_bucket{le=\"0.3\"}"]);
        Assert.Equal(2, samples["waits_seconds_bucket{le=\"30\"}"]);
        Assert.Equal(3, samples["waits_seconds_bucket{le=\"+Inf\"}"]);
        Assert.Equal(100.55, samples["waits_seconds_sum"], 6);
    }

    [Fact]
    public void What_is_observed_is_its_last_value_and_gone_when_nothing_reports_it()
    {
        using var meters = new TestMeters();
        using var collector = new MetricsCollector(meters);
        var meter = meters.Create("Parley.Test.Observed");
        var measurements = new List<Measurement<int>> { new(5, new KeyValuePair<string, object?>("kind", "a")) };
        meter.CreateObservableGauge("observed", () => measurements);
        Assert.Equal(5, PrometheusText.Parse(collector.Scrape()).Samples["observed{kind=\"a\"}"]);

        measurements[0] = new Measurement<int>(7, new KeyValuePair<string, object?>("kind", "b"));
        var samples = PrometheusText.Parse(collector.Scrape()).Samples;

        Assert.Equal(7, samples["observed{kind=\"b\"}"]);
        Assert.False(samples.ContainsKey("observed{kind=\"a\"}"));
    }

    [Fact]
    public void Too_many_series_are_dropped_and_counted()
    {
        using var meters = new TestMeters();
        using var collector = new MetricsCollector(meters);
        var meter = meters.Create("Parley.Test.Many");
        var counter = meter.CreateCounter<int>("many");
        for (var i = 0; i < MetricFamily.MaxSeries + 3; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        var samples = PrometheusText.Parse(collector.Scrape()).Samples;

        Assert.Equal(MetricFamily.MaxSeries, samples.Count(sample => sample.Key.StartsWith("many_total", StringComparison.Ordinal)));
        Assert.True(samples["parley_metrics_dropped_total"] >= 3);
    }

    private static async Task<PrometheusText> ScrapeAsync(TestServer server)
    {
        using var answer = await server.Client.GetAsync("/metrics", Patience.Token());
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        return PrometheusText.Parse(await answer.Content.ReadAsStringAsync(Patience.Token()));
    }
}
