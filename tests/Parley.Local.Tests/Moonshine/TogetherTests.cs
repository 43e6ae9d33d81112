using Parley.Local.Moonshine;
using Parley.Local.Scheduling;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Local.Tests.Moonshine;

/// <summary>Utterances that are decoded in one go say what they say alone.</summary>
[Collection(nameof(Engines))]
public sealed class TogetherTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tiny")]
    [InlineData("base")]
    public async Task In_any_company_each_has_the_words_it_has_alone(string size)
    {
        using var scheduler = new EngineScheduler(workers: 1, capacity: 64, TimeProvider.System, new TestMeters());
        using var model = new MoonshineRecognizer(Installed.Moonshine(size), scheduler);
        var utterances = Installed.Sentences().SelectMany(sentence => Parts(sentence.Samples)).ToList();
        var alone = new List<Recognition>();
        foreach (var samples in utterances)
        {
            alone.Add(await HearAsync(model, samples));
        }

        var together = await Task.WhenAll(utterances.Select(samples => HearAsync(model, samples)));

        Assert.Equal(alone.Select(heard => Words(heard.Text)), together.Select(heard => Words(heard.Text)));
    }

    [Fact]
    public async Task Audio_that_is_no_number_spoils_nothing_for_others()
    {
        using var scheduler = new EngineScheduler(workers: 1, capacity: 64, TimeProvider.System, new TestMeters());
        using var model = new MoonshineRecognizer(Installed.Moonshine("tiny"), scheduler);
        var sentence = Installed.Sentences()[1].Samples;
        var broken = new float[sentence.Length];
        Array.Fill(broken, float.NaN);

        var heard = await Task.WhenAll(new[] { broken, sentence, broken, sentence, sentence }.Select(samples => HearAsync(model, samples)));

        Assert.Equal(Words((await HearAsync(model, sentence)).Text), Words(heard[1].Text));
        Assert.Equal(heard[1].Text, heard[4].Text);
    }

    /// <summary>The whole, and what is before and after the quietest place in its middle, with silence around as a session has it.</summary>
    private static IEnumerable<float[]> Parts(float[] samples)
    {
        const int Window = 1_600;
        var middle = Enumerable.Range(samples.Length / 3 / Window, samples.Length / 3 / Window);
        var quietest = middle.MinBy(window => samples.AsSpan(window * Window, Window).ToArray().Sum(Math.Abs)) * Window;
        return [samples, [.. samples[..quietest], .. new float[6_400]], [.. new float[4_800], .. samples[quietest..]]];
    }

    private static async Task<Recognition> HearAsync(MoonshineRecognizer model, float[] samples) =>
        (await model.RecognizeAsync(new RecognitionRequest("test", samples, "en", Urgency.Final), Cancellation)).ValueOrThrow();

    private static string Words(string text) => string.Join(' ', text.ToLowerInvariant()
        .Split((char[])[' ', ',', '.', '-', '?', '!', ';', ':', '"'], StringSplitOptions.RemoveEmptyEntries));
}
