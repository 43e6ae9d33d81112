using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.Server.Tests.Commands.Eval;

[Collection(ProcessCollection.Name)]
public sealed class EvalProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-eval-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Read_sentences_have_few_errors_and_each_clip_is_accounted_for()
    {
        var list = List(Array.ConvertAll(RealSpeech.Sentences, sentence => $"{sentence.Path}\t{sentence.Text}"));
        var result = await ParleyProcess.RunAsync("eval", list, "--json");
        Assert.Equal(0, result.Exit);
        using var json = JsonDocument.Parse(result.Output);
        var total = json.RootElement.GetProperty("totals")[0];
        Assert.Equal((5, 0, 0), (Int(total, "clips"), Int(total, "failed"), Int(total, "empty")));
        Assert.Equal(71, Int(total, "reference_units"));
        Assert.InRange(total.GetProperty("error_rate").GetDouble(), 0, 0.05);
        Assert.InRange(total.GetProperty("cpu_seconds").GetDouble(), 0.01, 600);
        Assert.InRange(total.GetProperty("audio_seconds").GetDouble(), 20, 60);
        var clips = json.RootElement.GetProperty("clips").EnumerateArray().ToList();
        Assert.All(clips.Zip(RealSpeech.Sentences), pair =>
            Assert.Equal(pair.Second.Text, pair.First.GetProperty("reference").GetString()));
        Assert.Equal(
            Int(total, "substitutions") + Int(total, "deletions") + Int(total, "insertions"),
            clips.Sum(clip => Int(clip, "substitutions") + Int(clip, "deletions") + Int(clip, "insertions")));
        Assert.All(clips, clip => Assert.False(string.IsNullOrEmpty(clip.GetProperty("hypothesis").GetString())));
    }

    [Fact]
    public async Task The_table_has_a_row_for_each_set_and_a_total()
    {
        var sentence = RealSpeech.Sentences[1];
        foreach (var set in new[] { "left", "right" })
        {
            Directory.CreateDirectory(At(set));
            File.Copy(sentence.Path, At($"{set}/a.wav"));
        }

        var result = await ParleyProcess.RunAsync("eval", List($"left/a.wav\t{sentence.Text}", "right/a.wav\tnobody said this"));
        Assert.Equal(0, result.Exit);
        Assert.Matches(@"left +1 +\d+ words +\d+\.\d\d % WER", result.Output);
        Assert.Matches(@"right +1 +3 words +\d{3}\.\d\d % WER", result.Output);
        Assert.Matches(@"total +2 +\d+ words", result.Output);
    }

    [Fact]
    public async Task A_language_that_the_model_does_not_understand_is_skipped_and_counted()
    {
        var sentence = RealSpeech.Sentences[1];
        var list = List("file\ttext\tlang", $"{sentence.Path}\t{sentence.Text}\ten", $"{sentence.Path}\t他不是坏人\tzh");
        var result = await ParleyProcess.RunAsync("eval", list, "--json");
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(0, result.Exit);
        Assert.Equal(1, json.RootElement.GetProperty("skipped_languages").GetProperty("zh").GetInt32());
        Assert.Single(json.RootElement.GetProperty("clips").EnumerateArray());
        Assert.Contains("Skipped 1 clips in zh", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clip_that_cannot_be_read_is_named_and_the_exit_code_says_so()
    {
        var sentence = RealSpeech.Sentences[1];
        var result = await ParleyProcess.RunAsync("eval", List($"{sentence.Path}\t{sentence.Text}", "missing.wav\thello"), "--json");
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(1, result.Exit);
        Assert.StartsWith("missing.wav: ", result.Errors, StringComparison.Ordinal);
        var total = json.RootElement.GetProperty("totals")[0];
        Assert.Equal((1, 1), (Int(total, "clips"), Int(total, "failed")));
    }

    [Fact]
    public async Task Live_sessions_are_measured_as_well()
    {
        var sentence = RealSpeech.Sentences[0];
        var result = await ParleyProcess.RunAsync(
            "eval", List($"{sentence.Path}\t{sentence.Text}"), "--live", "--pace", "2", "--silence-ms", "300", "--json");
        Assert.Equal(0, result.Exit);
        using var json = JsonDocument.Parse(result.Output);
        var total = json.RootElement.GetProperty("totals")[0];
        var live = total.GetProperty("live");
        Assert.InRange(total.GetProperty("error_rate").GetDouble(), 0, 0.1);
        Assert.InRange(Int(live, "utterances"), 1, 5);
        Assert.Equal(0, Int(live, "stable_rewritten"));
        Assert.InRange(Int(live, "words_shown"), 1, 200);
        Assert.True(live.GetProperty("first_partial_ms").GetProperty("p50").GetDouble() > 0);
        Assert.True(live.GetProperty("final_ms").GetProperty("p50").GetDouble() > 0);
    }

    [Fact]
    public async Task A_running_server_is_measured_from_outside()
    {
        var sentence = RealSpeech.Sentences[0];
        using var server = ParleyProcess.Start("serve", "--port", "0");
        try
        {
            var port = await ReadyAsync(server);
            var result = await ParleyProcess.RunAsync(
                "eval", List($"{sentence.Path}\t{sentence.Text}", $"{sentence.Path}\t他不是坏人\tzh"), "--live", "--pace", "2", "--silence-ms", "300", "--url", $"ws://127.0.0.1:{port}/v1/sessions", "--json");
            Assert.Equal(0, result.Exit);
            using var json = JsonDocument.Parse(result.Output);
            var total = json.RootElement.GetProperty("totals")[0];
            Assert.Equal("live over WebSocket", json.RootElement.GetProperty("mode").GetString());
            Assert.Equal(1, json.RootElement.GetProperty("skipped_languages").GetProperty("zh").GetInt32());
            Assert.InRange(total.GetProperty("error_rate").GetDouble(), 0, 0.1);
            Assert.Equal(JsonValueKind.Null, total.GetProperty("cpu_seconds").ValueKind);
            Assert.Equal(0, Int(total.GetProperty("live"), "stable_rewritten"));
            Assert.True(total.GetProperty("live").GetProperty("final_ms").GetProperty("p50").GetDouble() > 0);
        }
        finally
        {
            server.Kill();
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_failure_of_each_clip()
    {
        var sentence = RealSpeech.Sentences[1];
        var result = await ParleyProcess.RunAsync(
            "eval", List($"{sentence.Path}\t{sentence.Text}"), "--live", "--url", "ws://127.0.0.1:1/v1/sessions");
        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.Contains("cannot be reached", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--pace needs --live", "--pace", "2")]
    [InlineData("0.1 to 100", "--live", "--pace", "0")]
    [InlineData("100 to 5000", "--silence-ms", "99")]
    [InlineData("ws://", "--live", "--url", "http://localhost")]
    public async Task An_argument_that_makes_no_sense_is_refused(string named, params string[] arguments)
    {
        var result = await ParleyProcess.RunAsync(["eval", List("a.wav\thello"), .. arguments]);
        Assert.NotEqual(0, result.Exit);
        Assert.Contains(named, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_is_refused_by_line()
    {
        var result = await ParleyProcess.RunAsync("eval", List("a.wav\thello", "b.wav hello"));
        Assert.Equal(1, result.Exit);
        Assert.Contains("Line 2", result.Errors, StringComparison.Ordinal);
    }

    private static int Int(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    /// <summary>The port of the page that the server names when it is ready.</summary>
    private static async Task<int> ReadyAsync(Process server)
    {
        while (await server.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Regex.Match(line, @"Parley is ready: open http://[^:]+:(?<port>\d+)/", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } ready)
            {
                return int.Parse(ready.Groups["port"].Value, CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException("The server ended before it was ready.");
    }

    private string List(params string[] lines)
    {
        File.WriteAllLines(At("list.tsv"), lines);
        return At("list.tsv");
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
