using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Parley.Server.Support;
using Parley.Server.Tests.Commands;

namespace Parley.Server.Tests.Bench;

/// <summary>Each suite of <c>bench</c>, in its smallest form, against the program that was built with these tests.</summary>
[Collection(BenchCollection.Name)]
[Trait("speed", "slow")]
public sealed class BenchTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly string Folder = Path.Combine(Repository.Root, "bench");

    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("parley-bench-test-");

    [Fact]
    public async Task A_recording_is_measured_through_the_program_and_through_the_bare_loop()
    {
        var files = await MeasureAsync("files", "--minutes", "0.1", "--rounds", "1");

        var round = files.GetProperty("rounds")[0];
        foreach (var name in new[] { "parley", "loop" })
        {
            Assert.InRange(Number(round.GetProperty(name), "cpuSeconds"), 0.05, 300);
            Assert.InRange(Number(round.GetProperty(name), "peakMegabytes"), 20, 4_000);
            Assert.InRange(Number(round.GetProperty(name), "words"), 5, 40);
        }

        Assert.InRange(Number(files.GetProperty("ratio"), "median"), 0.01, 100);
    }

    [Fact]
    public async Task Connections_that_come_and_go_are_counted_in_memory_descriptors_and_threads()
    {
        var churn = await MeasureAsync("churn", "--cycles", "5", "--settle", "0");

        Assert.InRange(Number(churn.GetProperty("before"), "megabytes"), 20, 4_000);
        Assert.InRange(Number(churn.GetProperty("after"), "descriptors"), 10, 10_000);
        Assert.InRange(Number(churn.GetProperty("after"), "threads"), 2, 1_000);
    }

    [Fact]
    public async Task Speakers_are_timed_alone_and_amid_silent_connections()
    {
        var isolation = await MeasureAsync("isolation", "--speakers", "2", "--connections", "5", "--seconds", "1", "--rounds", "1");

        var round = isolation.GetProperty("rounds")[0];
        Assert.Equal(2, round.GetProperty("alone").GetProperty("finals").GetArrayLength());
        Assert.Equal(2, round.GetProperty("amid").GetProperty("finals").GetArrayLength());
        Assert.Equal(0, Number(round.GetProperty("amid"), "lost"));
    }

    [Fact]
    public async Task A_final_is_timed_from_the_end_of_speech_and_a_partial_from_its_start()
    {
        var latency = await MeasureAsync("latency", "--seconds", "1", "--rounds", "1", "--no-peer");

        var final = Assert.Single(latency.GetProperty("finals").EnumerateArray()).GetDouble();
        Assert.InRange(final, 100, 60_000);
        Assert.InRange(latency.GetProperty("partials")[0].GetDouble(), 100, 60_000);
        Assert.InRange(Number(latency, "unstablePercent"), 0, 100);
    }

    [Fact]
    public async Task Speakers_are_added_beside_a_plain_server_and_a_folder_tells_how_many_it_carried()
    {
        var folder = Path.Combine(_scratch.FullName, "out");
        var streams = await MeasureAsync(
            "streams", "--partials", "with", "--most", "1", "--seconds", "1", "--rounds", "1", "--limit-ms", "60000", "--out", folder);

        Assert.Equal(1, Number(streams.GetProperty("ratios").GetProperty("partials"), "median"));
        foreach (var trial in streams.GetProperty("tables").GetProperty("trials").EnumerateArray())
        {
            Assert.Equal((1, 1), (Number(trial, "speakers"), Number(trial, "finals")));
            Assert.InRange(Number(trial, "p95"), 100, 60_000);
            Assert.InRange(Number(trial, "words"), 5, 10);
        }

        var report = await File.ReadAllTextAsync(Path.Combine(folder, "report.md"), TestContext.Current.CancellationToken);
        foreach (var file in new[] { "streams-speakers.svg", "streams-p95-partials.svg" })
        {
            Assert.Contains($"]({file})", report, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(folder, file)));
        }
    }

    [Theory]
    [InlineData("kills")]
    [InlineData("freeze")]
    public async Task A_server_is_killed_or_frozen_while_somebody_speaks_and_every_final_is_accounted_for(string fault)
    {
        var failover = await MeasureAsync(
            "failover", "--fault", fault, "--kills", "1", "--freeze", "3", "--speakers", "1", "--seconds", "12", "--pace", "2");

        var sessions = failover.GetProperty("compared").EnumerateArray().ToList();
        Assert.InRange(sessions.Sum(session => Number(session, "resumes")), 1, 10);
        foreach (var session in sessions)
        {
            Assert.InRange(Number(session, "finals"), 2, 20);
            Assert.Empty(session.GetProperty("faults").EnumerateArray());
            Assert.All(["lost", "repeated", "samplesLost"], failure => Assert.Equal(0, Number(session, failure)));
        }
    }

    [Fact]
    public async Task Sessions_that_lose_their_connections_at_once_are_all_resumed_and_new_ones_are_refused_meanwhile()
    {
        // One thread, and people who speak four times as fast as in life: full as soon as the first sentences end.
        var storm = await MeasureAsync(
            "storm", "--sessions", "40", "--rounds", "1", "--pace", "4", "--set", "Engine:FinalWaitMs=1", "--set", "Engine:Workers=1");

        Assert.Empty(storm.GetProperty("refused").EnumerateArray());
        var round = storm.GetProperty("storms")[0];
        Assert.Equal(40, round.GetProperty("times").GetArrayLength());
        Assert.InRange(Number(storm, "speakers"), 1, 200);
        Assert.NotEmpty(storm.GetProperty("calm").GetProperty("http").EnumerateArray());
    }

    [Fact]
    public async Task Connections_are_weighed_and_messages_counted_beside_plain_servers()
    {
        var connections = await MeasureAsync("connections", "--idle", "20", "--messages", "6400", "--settle", "0", "--rounds", "1");

        var round = connections.GetProperty("rounds")[0];
        foreach (var wire in new[] { "websocket", "socketio" })
        {
            foreach (var server in new[] { "parley", "peer" })
            {
                var measured = round.GetProperty(wire).GetProperty(server);
                Assert.InRange(Number(measured, "sent"), 1_600, 6_500);
                Assert.InRange(Number(measured, "during"), 20, 4_000);
            }
        }
    }

    [Fact]
    public async Task Files_are_asked_for_over_plain_HTTP_beside_nginx_with_the_same_bytes()
    {
        var http = await MeasureAsync("http", "--requests", "640", "--rounds", "1");

        var round = http.GetProperty("rounds")[0];
        foreach (var server in new[] { "parley", "peer" })
        {
            Assert.All(round.EnumerateObject(), file => Assert.Equal(640, Number(file.Value.GetProperty(server), "answers")));
        }

        Assert.Equal(["page", "script", "JSON"], round.EnumerateObject().Select(file => file.Name));
    }

    [Fact]
    public async Task Frames_that_are_nearly_right_neither_crash_the_server_nor_make_it_fail()
    {
        var fuzz = await MeasureAsync("fuzz", "--frames", "2000", "--seed", "1");

        foreach (var protocol in fuzz.GetProperty("results").EnumerateObject())
        {
            Assert.InRange(Number(protocol.Value, "frames"), 2_000, 4_000);
            Assert.Equal((0, 0), (Number(protocol.Value, "crashes"), Number(protocol.Value, "failures")));
        }

        Assert.Equal(4, fuzz.GetProperty("results").EnumerateObject().Count());
    }

    [Fact]
    public async Task They_are_sent_over_TLS_as_well_and_heard()
    {
        var fuzz = await MeasureAsync("fuzz", "--tls", "--frames", "1000", "--seed", "1");

        foreach (var protocol in fuzz.GetProperty("results").EnumerateObject())
        {
            Assert.Equal((0, 0), (Number(protocol.Value, "crashes"), Number(protocol.Value, "failures")));
            Assert.InRange(Number(protocol.Value, "answered"), Number(protocol.Value, "connections") / 2, Number(protocol.Value, "connections"));
        }
    }

    [Fact]
    public async Task A_spoken_turn_is_timed_in_its_parts_and_so_is_its_interruption()
    {
        var turn = await MeasureAsync("turn", "--turns", "1");

        var measured = Assert.Single(turn.GetProperty("turns").EnumerateArray());
        var parts = new[] { "silence", "decode", "thought", "voice", "added" }.Sum(part => Number(measured, part));
        Assert.Equal(Number(measured, "whole"), parts, 0.001);
        Assert.InRange(Number(measured, "thought"), 790, 60_000);
        Assert.InRange(Number(measured, "bargeIn"), 0, 60_000);
        Assert.InRange(Number(measured, "known"), 1, 60);
        Assert.All(turn.GetProperty("rows").EnumerateArray(), row => Assert.InRange(Number(row, "samples"), 1, 100));
    }

    [Fact]
    public async Task Conversations_go_on_for_a_while_and_everything_said_in_them_is_accounted_for()
    {
        var soak = await MeasureAsync("soak", "--conversations", "2", "--minutes", "0.05");

        Assert.Equal(0, Number(soak, "lost"));
        var talkers = soak.GetProperty("talkers").EnumerateArray().ToList();
        Assert.Equal(2, talkers.Count);
        foreach (var talker in talkers)
        {
            Assert.InRange(Number(talker, "said"), 1, 10);
            Assert.InRange(Number(talker, "replies"), 1, 10);
            Assert.Equal(Number(talker, "replies"), Number(talker, "completed") + Number(talker, "interrupted"));
        }

        Assert.InRange(Number(soak.GetProperty("resident"), "late"), 20, 4_000);
        Assert.InRange(Number(soak.GetProperty("heap"), "late"), 0, 1_000);
    }

    public void Dispose() => _scratch.Delete(recursive: true);

    private static double Number(JsonElement parent, string name) => parent.GetProperty(name).GetDouble();

    /// <summary>Runs one suite on one short sentence with the small model.</summary>
    /// <returns>What it wrote about it as JSON.</returns>
    private async Task<JsonElement> MeasureAsync(string suite, params string[] arguments)
    {
        Assert.True(
            Directory.Exists(Path.Combine(Folder, "node_modules")),
            "The packages of the bench are not installed. Install them: npm --prefix bench ci");
        var sentence = RealSpeech.Sentences.MinBy(each => new FileInfo(each.Path).Length).Path;
        var json = Path.Combine(_scratch.FullName, "report.json");
        string[] common =
        [
            "main.mjs", suite, "--model", "moonshine-tiny", "--speech", sentence, "--json", json,
            "--program", Path.Combine(AppContext.BaseDirectory, "parley-server"), "--set", "Limits:InputStallMs=60000",
        ];
        using var process = Start([.. common, .. arguments]);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            var said = await errors;
            Assert.True(process.ExitCode == 0, $"{suite} ended with {process.ExitCode}:\n{said}");
            Assert.Contains($"## {suite}", await output, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(json, limit.Token));
        return report.RootElement.GetProperty("suites").GetProperty(suite).Clone();
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PARLEY_HOME"] = InstalledHome.Path;

        // The runtime of these tests, wherever it was installed.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory());
        return Process.Start(start)!;
    }
}
