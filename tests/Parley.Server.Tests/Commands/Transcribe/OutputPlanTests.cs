using Parley.Server.Commands.Transcribe;

namespace Parley.Server.Tests.Commands.Transcribe;

public sealed class OutputPlanTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-plan-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Without_an_output_everything_goes_to_standard_output() =>
        Assert.Equal([null, null], Plan(["a.mp3", "b.mp3"], null));

    [Fact]
    public void One_input_may_name_its_file() =>
        Assert.Equal([At("notes.txt")], Plan(["talk.mp3"], At("notes.txt")));

    [Fact]
    public void A_folder_gets_a_file_for_each_input_by_its_name() =>
        Assert.Equal([At("a.srt"), At("b.c.srt"), At("stdin.srt")], Plan(["x/a.mp3", "b.c.wav", "-"], _folder.FullName, TranscriptFormat.Srt));

    [Fact]
    public void A_folder_need_not_exist_when_it_is_named_as_one() =>
        Assert.Equal([At("new/a.txt")], Plan(["a.mp3"], At("new/")));

    [Fact]
    public void Inputs_of_one_name_keep_their_extension_and_then_get_a_number() =>
        Assert.Equal(
            [At("a.mp3.txt"), At("a.wav.txt"), At("b.txt"), At("a.mp3-2.txt")],
            Plan(["x/a.mp3", "a.wav", "b.mp3", "y/a.mp3"], _folder.FullName));

    [Fact]
    public void Every_target_is_another_file_whatever_the_names()
    {
        string[] inputs = ["1/a.mp3", "2/a.mp3", "3/a.mp3-2", "4/a.mp3-2.wav", "5/A.MP3", "6/a"];
        var plan = Plan(inputs, _folder.FullName);
        Assert.Equal(inputs.Length, plan.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Subtitles_of_several_files_need_a_folder()
    {
        Assert.Contains("--output", Refusal(["a.mp3", "b.mp3"], null, TranscriptFormat.Srt), StringComparison.Ordinal);
        Assert.Equal([null], Plan(["a.mp3"], null, TranscriptFormat.Srt));
        Assert.Equal([null, null], Plan(["a.mp3", "b.mp3"], null, TranscriptFormat.Json));
    }

    [Fact]
    public void What_exists_is_not_overwritten_unasked()
    {
        File.WriteAllText(At("a.txt"), "mine");
        Assert.Contains("--force", Refusal(["a.mp3"], At("a.txt")), StringComparison.Ordinal);
        Assert.Contains("--force", Refusal(["a.mp3", "b.mp3"], _folder.FullName), StringComparison.Ordinal);
        Assert.Equal([At("a.txt")], OutputPlan.Make(["a.mp3"], At("a.txt"), TranscriptFormat.Text, force: true).Value);
    }

    [Fact]
    public void An_input_is_never_overwritten() => Assert.Contains(
        "is an input",
        OutputPlan.Make([At("a.txt")], At("a.txt"), TranscriptFormat.Text, force: true).Error!.Message,
        StringComparison.Ordinal);

    [Fact]
    public void Several_transcripts_do_not_fit_in_a_file()
    {
        File.WriteAllText(At("all.txt"), "");
        Assert.Contains("folder", Refusal(["a.mp3", "b.mp3"], At("all.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_input_is_read_once() =>
        Assert.Contains("only once", Refusal(["-", "-"], null), StringComparison.Ordinal);

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private static IReadOnlyList<string?> Plan(string[] inputs, string? output, TranscriptFormat format = TranscriptFormat.Text) =>
        OutputPlan.Make(inputs, output, format, force: false).ValueOrThrow();

    private static string Refusal(string[] inputs, string? output, TranscriptFormat format = TranscriptFormat.Text) =>
        OutputPlan.Make(inputs, output, format, force: false).Error!.Message;
}
