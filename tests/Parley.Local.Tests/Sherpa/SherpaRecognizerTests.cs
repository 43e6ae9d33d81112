using Parley.Failures;
using Parley.Local.Sherpa;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Local.Tests.Sherpa;

/// <summary>The recogniser that ships, on real speech.</summary>
[Collection(nameof(Engines))]
public sealed class SherpaRecognizerTests(Engines engines)
{
    private static readonly IReadOnlyList<(string Name, float[] Samples, string Text)> Sentences = Installed.Sentences();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_sentences_come_out_as_their_words()
    {
        var (wrong, all) = (0, 0);
        foreach (var (_, samples, text) in Sentences)
        {
            var heard = Words(await HearAsync(samples));
            var read = Words(text);
            wrong += Distance(read, heard);
            all += read.Length;
        }

        Assert.Equal(5, Sentences.Count);
        Assert.True(wrong <= all / 10, $"{wrong} of {all} words are wrong");
    }

    [Fact]
    public async Task What_comes_out_is_written_as_people_write()
    {
        var text = await HearAsync(Sentences.Single(sentence => sentence.Name.EndsWith("0880", StringComparison.Ordinal)).Samples);
        Assert.Equal(text.Trim(), text);
        Assert.Matches("^He was .*[.,!?]$", text);
    }

    [Fact]
    public async Task Decodes_at_the_same_time_give_what_they_give_one_after_another()
    {
        var clips = Sentences.Select(sentence => sentence.Samples).ToArray();
        var alone = new List<string>();
        foreach (var clip in clips)
        {
            alone.Add(await HearAsync(clip));
        }

        var together = await Task.WhenAll(clips.Concat(clips).Select(HearAsync));
        Assert.Equal(alone.Concat(alone), together, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(160)]
    [InlineData(1_600)]
    public async Task Audio_too_short_for_a_word_is_no_failure(int samples) =>
        Assert.True((await RecognizeAsync(new float[samples])).Succeeded);

    [Fact]
    public async Task Audio_that_is_no_number_fails_nothing_else()
    {
        var broken = new float[16_000];
        Array.Fill(broken, float.NaN);
        await RecognizeAsync(broken);
        Array.Fill(broken, float.MaxValue);
        await RecognizeAsync(broken);
        Assert.NotEmpty(await HearAsync(Sentences[1].Samples));
    }

    [Fact]
    public async Task The_longest_audio_it_declares_is_taken() =>
        Assert.True((await RecognizeAsync(new float[20 * 16_000])).Succeeded);

    [Fact]
    public async Task Audio_that_is_too_long_is_rejected_and_the_limit_named()
    {
        var error = (await RecognizeAsync(new float[23 * 16_000])).Error;
        Assert.Equal((ErrorCodes.ProviderFailed, FailureCategory.Rejected), (error?.Code, error?.Category));
        Assert.Contains("23.0 s", error?.Message, StringComparison.Ordinal);
        Assert.Contains("22 s", error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_declares_what_it_was_told()
    {
        var capabilities = engines.SherpaBase.Capabilities;
        Assert.Equal(("base", false, 20), (capabilities.Model, capabilities.WordTimes, capabilities.LongestSeconds));
        Assert.True(capabilities.Understands("en-GB"));
        Assert.False(capabilities.Understands("fr"));
    }

    [Fact]
    public void A_file_that_is_missing_is_an_error_of_that_model_alone()
    {
        var files = new Dictionary<string, string>(Installed.Moonshine("tiny").Files, StringComparer.Ordinal)
        {
            ["encoder"] = Path.Combine(AppContext.BaseDirectory, "nowhere.onnx"),
        };
        using var scheduler = new Local.Scheduling.EngineScheduler(1, 1, TimeProvider.System, new TestMeters());
        Assert.Throws<ArgumentException>(() => new SherpaRecognizer(Installed.Moonshine("tiny") with { Files = files }, scheduler));
    }

    private async Task<string> HearAsync(float[] samples) => (await RecognizeAsync(samples)).ValueOrThrow().Text;

    private async Task<Outcome<Recognition>> RecognizeAsync(float[] samples) =>
        await engines.SherpaBase.RecognizeAsync(new RecognitionRequest("s", samples, "en", Urgency.Final), Cancellation);

    private static string[] Words(string text) =>
    [
        .. text.ToLowerInvariant().Replace("mr.", "mister", StringComparison.Ordinal).Replace('-', ' ').Split(' ')
            .Select(word => string.Concat(word.Where(char.IsLetterOrDigit))).Where(word => word.Length > 0),
    ];

    private static int Distance(string[] read, string[] heard)
    {
        var row = Enumerable.Range(0, heard.Length + 1).ToArray();
        for (var i = 1; i <= read.Length; i++)
        {
            var (diagonal, first) = (row[0], row[0] = i);
            for (var j = 1; j <= heard.Length; j++)
            {
                var cost = string.Equals(read[i - 1], heard[j - 1], StringComparison.Ordinal) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + cost, 1 + Math.Min(row[j], row[j - 1])));
            }
        }

        return row[^1];
    }
}
