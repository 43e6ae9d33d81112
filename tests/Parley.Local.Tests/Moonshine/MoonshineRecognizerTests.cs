using Parley.Failures;
using Parley.Local.Moonshine;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Local.Tests.Moonshine;

/// <summary>The recogniser that ships, on real speech.</summary>
[Collection(nameof(Engines))]
public sealed class MoonshineRecognizerTests(Engines engines)
{
    private static readonly IReadOnlyList<(string Name, float[] Samples, string Text)> Sentences = Installed.Sentences();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_writes_what_sherpa_writes_with_the_same_model()
    {
        Assert.Equal(5, Sentences.Count);
        foreach (var (_, samples, _) in Sentences)
        {
            Assert.Equal((await HearAsync(engines.SherpaBase, samples)).Text, (await HearAsync(engines.Base, samples)).Text);
        }
    }

    [Fact]
    public async Task It_is_sure_of_speech_and_not_of_speech_played_backwards()
    {
        foreach (var (_, samples, _) in Sentences)
        {
            Assert.InRange((await HearAsync(engines.Base, samples)).Confidence!.Value, 0.9, 1);
            float[] backwards = [.. samples.Reverse()];
            Assert.InRange((await HearAsync(engines.Base, backwards)).Confidence!.Value, 0, 0.8);
        }
    }

    [Fact]
    public async Task A_sentence_comes_out_the_same_from_drafts_of_parts_of_it_as_from_scratch()
    {
        foreach (var (_, samples, _) in Sentences)
        {
            var scratch = await HearAsync(engines.Base, samples);
            IReadOnlyList<int>? draft = null;
            foreach (var part in (double[])[0.4, 0.6, 0.8, 1])
            {
                var heard = await HearAsync(engines.Base, samples[..(int)(samples.Length * part)], draft);
                Assert.Equal(scratch.Text, (await HearAsync(engines.Base, samples, heard.Tokens)).Text);
                draft = heard.Tokens;
            }
        }
    }

    [Fact]
    public async Task Audio_that_is_no_number_fails_nothing_else()
    {
        var broken = new float[16_000];
        Array.Fill(broken, float.NaN);
        await engines.Base.RecognizeAsync(Request(broken), Cancellation);
        Array.Fill(broken, float.MaxValue);
        await engines.Base.RecognizeAsync(Request(broken), Cancellation);
        Assert.NotEmpty((await HearAsync(engines.Base, Sentences[1].Samples)).Text);
    }

    [Fact]
    public async Task Audio_that_is_too_long_is_rejected_and_the_limit_named()
    {
        Assert.True((await engines.Base.RecognizeAsync(Request(new float[20 * 16_000]), Cancellation)).Succeeded);
        var error = (await engines.Base.RecognizeAsync(Request(new float[23 * 16_000]), Cancellation)).Error;
        Assert.Equal((ErrorCodes.ProviderFailed, FailureCategory.Rejected), (error?.Code, error?.Category));
        Assert.Contains("22 s", error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("encoder", "merged_decoder")]
    [InlineData("merged_decoder", "encoder")]
    [InlineData("tokens", "encoder")]
    public void A_file_in_the_place_of_another_is_an_error_that_names_the_model(string role, string other)
    {
        var tiny = Installed.Moonshine("tiny");
        var files = new Dictionary<string, string>(tiny.Files, StringComparer.Ordinal) { [role] = tiny.Files[other] };
        using var meters = new TestMeters();
        using var scheduler = new Local.Scheduling.EngineScheduler(1, 1, TimeProvider.System, meters);
        var fault = Assert.Throws<ArgumentException>(() => new MoonshineRecognizer(tiny with { Files = files }, scheduler).Dispose());
        Assert.Contains("'tiny'", fault.Message, StringComparison.Ordinal);
    }

    private static RecognitionRequest Request(float[] samples, IReadOnlyList<int>? draft = null) =>
        new("s", samples, "en", Urgency.Final) { Draft = draft };

    private static async Task<Recognition> HearAsync(IRecognizer recognizer, float[] samples, IReadOnlyList<int>? draft = null) =>
        (await recognizer.RecognizeAsync(Request(samples, draft), Cancellation)).ValueOrThrow();
}
