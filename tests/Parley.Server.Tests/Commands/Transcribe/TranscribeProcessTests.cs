using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.Server.Tests.Commands.Transcribe;

[Collection(ProcessCollection.Name)]
public sealed class TranscribeProcessTests : IDisposable
{
    private static readonly (string Path, string Text) First = RealSpeech.Sentences[0];
    private static readonly (string Path, string Text) Second = RealSpeech.Sentences[1];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-transcribe-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Text_goes_to_standard_output_and_speed_to_standard_error()
    {
        var result = await ParleyProcess.RunAsync("transcribe", First.Path);
        Assert.Equal(0, result.Exit);
        Assert.InRange(RealSpeech.ErrorRateOf(result.Output, First.Text), 0, 0.1);
        Assert.Matches(@"0870\.wav: 0:07, \d+\.\d × real time\n$", result.Errors);
    }

    [Fact]
    public async Task Several_texts_are_told_apart_and_quiet_says_nothing_else()
    {
        var result = await ParleyProcess.RunAsync("transcribe", "--quiet", First.Path, Second.Path);
        var parts = Regex.Split(result.Output, "^==> (?<name>.*) <==\n", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.Equal((0, ""), (result.Exit, result.Errors));
        Assert.Equal([First.Path, Second.Path], [parts[1], parts[3]]);
        Assert.InRange(RealSpeech.ErrorRateOf(parts[2] + parts[4], First.Text, Second.Text), 0, 0.1);
    }

    [Fact]
    public async Task Every_kind_of_file_is_heard_alike()
    {
        string[] kinds = ["mp3", "m4a", "flac", "ogg", "opus", "webm", "aac"];
        var files = kinds.Select(kind => RealSpeech.Convert(First.Path, At($"talk.{kind}"))).ToArray();
        var result = await ParleyProcess.RunAsync(["transcribe", .. files, "--output", At("out")]);
        Assert.Equal(0, result.Exit);
        Assert.Empty(result.Output);
        Assert.All(kinds, kind =>
            Assert.InRange(RealSpeech.ErrorRateOf(File.ReadAllText(At($"out/talk.{kind}.txt")), First.Text), 0, 0.15));
        Assert.Equal(kinds.Length, Directory.GetFiles(At("out")).Length);
    }

    [Fact]
    public async Task Json_is_one_object_a_line()
    {
        var result = await ParleyProcess.RunAsync("transcribe", "--format", "json", First.Path, Second.Path);
        Assert.Equal(2, result.Lines.Length);
        using var json = JsonDocument.Parse(result.Lines[0]);
        var root = json.RootElement;
        Assert.Equal(
            "file duration language model text segments", string.Join(' ', root.EnumerateObject().Select(field => field.Name)));
        Assert.Equal((First.Path, "en"), (root.GetProperty("file").GetString(), root.GetProperty("language").GetString()));
        Assert.StartsWith("moonshine", root.GetProperty("model").GetString(), StringComparison.Ordinal);
        Assert.Equal(7.1, root.GetProperty("duration").GetDouble(), 0.01);
        var segments = root.GetProperty("segments").EnumerateArray().ToList();
        Assert.Equal(
            root.GetProperty("text").GetString(), string.Join(' ', segments.Select(segment => segment.GetProperty("text").GetString())));
        Assert.All(segments, segment =>
            Assert.InRange(segment.GetProperty("end").GetDouble(), segment.GetProperty("start").GetDouble(), 7.1));
    }

    [Fact]
    public async Task The_output_s_extension_chooses_the_format()
    {
        Assert.Equal(0, (await ParleyProcess.RunAsync("transcribe", First.Path, "-o", At("a.srt"))).Exit);
        Assert.Matches(@"\A1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\n.+\n", File.ReadAllText(At("a.srt")));
        Assert.Equal(0, (await ParleyProcess.RunAsync("transcribe", First.Path, "-o", At("a.vtt"))).Exit);
        Assert.Matches(@"\AWEBVTT\n\n00:00:00\.\d{3} --> 00:00:0\d\.\d{3}\n.+\n", File.ReadAllText(At("a.vtt")));
        Assert.Equal(2, _folder.GetFiles().Length);
    }

    [Fact]
    public async Task A_bad_file_among_good_ones_is_named_with_its_reason_and_the_others_are_done()
    {
        File.WriteAllText(At("list.wav"), "#EXTM3U\n/etc/passwd\n");
        File.WriteAllBytes(At("empty.mp3"), []);
        var result = await ParleyProcess.RunAsync(
            "transcribe", At("list.wav"), First.Path, At("missing.wav"), _folder.FullName, At("empty.mp3"), Second.Path, "-q", "-o", At("out"));
        Assert.Equal(1, result.Exit);
        var reasons = result.Errors.TrimEnd('\n').Split('\n');
        Assert.Equal(4, reasons.Length);
        Assert.StartsWith(At("list.wav") + ": ", reasons[0], StringComparison.Ordinal);
        Assert.Equal(At("missing.wav") + ": There is no such file.", reasons[1]);
        Assert.Equal(_folder.FullName + ": This is a folder; name the files in it.", reasons[2]);
        Assert.StartsWith(At("empty.mp3") + ": ", reasons[3], StringComparison.Ordinal);
        var heard = Directory.GetFiles(At("out")).Order(StringComparer.Ordinal).Select(File.ReadAllText);
        Assert.InRange(RealSpeech.ErrorRateOf(string.Join(' ', heard), First.Text, Second.Text), 0, 0.1);
    }

    [Fact]
    public async Task When_no_input_can_be_read_nothing_is_written()
    {
        var result = await ParleyProcess.RunAsync("transcribe", At("missing.wav"), "-o", At("out/"));
        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.False(Directory.Exists(At("out")) && Directory.EnumerateFileSystemEntries(At("out")).Any());
    }

    [Fact]
    public async Task An_output_that_exists_is_kept_unless_force_is_given()
    {
        File.WriteAllText(At("a.txt"), "mine");
        var refused = await ParleyProcess.RunAsync("transcribe", Second.Path, "-o", At("a.txt"));
        Assert.Equal((1, "mine"), (refused.Exit, File.ReadAllText(At("a.txt"))));
        Assert.Contains("--force", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await ParleyProcess.RunAsync("transcribe", Second.Path, "-o", At("a.txt"), "--force")).Exit);
        Assert.InRange(RealSpeech.ErrorRateOf(File.ReadAllText(At("a.txt")), Second.Text), 0, 0.1);
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public async Task An_output_that_cannot_be_written_is_a_reason()
    {
        File.WriteAllText(At("file"), "");
        var result = await ParleyProcess.RunAsync("transcribe", Second.Path, "-o", At("file/out.txt"));
        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.StartsWith(Second.Path + ": ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_is_a_file_too()
    {
        var input = await File.ReadAllBytesAsync(Second.Path, TestContext.Current.CancellationToken);
        var result = await ParleyProcess.RunAsync(input, ["transcribe", "-", "-f", "json"]);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("-", json.RootElement.GetProperty("file").GetString());
        Assert.InRange(RealSpeech.ErrorRateOf(json.RootElement.GetProperty("text").GetString()!, Second.Text), 0, 0.1);
    }

    [Theory]
    [InlineData("--model", "nonsense", "moonshine-base")]
    [InlineData("--language", "zh", "zh")]
    [InlineData("--format", "docx", "srt")]
    public async Task A_wrong_argument_is_refused_and_what_there_is_is_named(string option, string value, string named)
    {
        var result = await ParleyProcess.RunAsync("transcribe", Second.Path, option, value);
        Assert.NotEqual(0, result.Exit);
        Assert.Contains(named, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_its_reader_goes_it_stops_quietly()
    {
        using var process = ParleyProcess.Start("transcribe", "-q", First.Path, Second.Path);
        process.StandardOutput.Close();
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((141, ""), (process.ExitCode, errors));
    }

    [Fact]
    public async Task Control_C_ends_it_at_once_and_leaves_nothing_half_written()
    {
        // A recording without an end: its length is not stated and its pipe stays open, though nothing more comes.
        var draft = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(_folder.FullName);
        watcher.Created += (_, _) => draft.TrySetResult();
        watcher.EnableRaisingEvents = true;
        using var process = ParleyProcess.Start("transcribe", "-", "-o", At("a.txt"));
        var audio = await File.ReadAllBytesAsync(First.Path, TestContext.Current.CancellationToken);
        audio.AsSpan(4, 4).Fill(0xFF);
        audio.AsSpan(40, 4).Fill(0xFF);
        await process.StandardInput.BaseStream.WriteAsync(audio, TestContext.Current.CancellationToken);
        await process.StandardInput.BaseStream.FlushAsync(TestContext.Current.CancellationToken);
        await draft.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        ParleyProcess.Signal(process, "INT");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(130, process.ExitCode);
        Assert.Empty(_folder.GetFiles());
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
