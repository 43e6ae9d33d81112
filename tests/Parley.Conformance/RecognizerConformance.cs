using Parley.Providers;

namespace Parley.Conformance;

/// <summary>What every recogniser promises; each one's tests inherit it.</summary>
public abstract class RecognizerConformance
{
    /// <summary>The recogniser on trial.</summary>
    protected abstract IRecognizer Recognizer { get; }

    /// <summary>Speech that it understands, 16 kHz.</summary>
    protected abstract float[] Speech { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void It_declares_a_name_and_the_longest_utterance_it_takes()
    {
        Assert.NotEmpty(Recognizer.Capabilities.Model);
        Assert.True(Recognizer.Capabilities.LongestSeconds > 0);
        Assert.True(Recognizer.Capabilities.Understands("auto"));
    }

    [Theory]
    [InlineData(Urgency.Final)]
    [InlineData(Urgency.Speculative)]
    [InlineData(Urgency.Partial)]
    [InlineData(Urgency.Batch)]
    public async Task The_same_speech_gives_the_same_text_however_urgent(Urgency urgency)
    {
        var text = await HearAsync(Speech, Urgency.Final);
        Assert.NotEmpty(text);
        Assert.Equal(text, await HearAsync(Speech, urgency));
    }

    [Fact]
    public async Task Sessions_that_ask_at_the_same_time_get_their_own_text()
    {
        var half = Speech[..(Speech.Length / 2)];
        var (whole, part) = (await HearAsync(Speech, Urgency.Final), await HearAsync(half, Urgency.Final));
        Assert.NotEqual(whole, part, StringComparer.Ordinal);
        var together = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => HearAsync(i % 2 == 0 ? Speech : half, Urgency.Batch)));
        Assert.All(together.Index(), heard => Assert.Equal(heard.Index % 2 == 0 ? whole : part, heard.Item));
    }

    [Fact]
    public async Task A_draft_changes_nothing_of_the_text_whether_it_is_right_or_wrong()
    {
        var text = await HearAsync(Speech, Urgency.Final);
        var half = (await Recognizer.RecognizeAsync(Request(Speech[..(Speech.Length / 2)], Urgency.Partial), Cancellation)).ValueOrThrow();
        var whole = (await Recognizer.RecognizeAsync(Request(Speech, Urgency.Partial), Cancellation)).ValueOrThrow();
        foreach (var draft in (IReadOnlyList<int>?[])[half.Tokens, whole.Tokens, whole.Tokens?.Reverse().ToList(), []])
        {
            var request = Request(Speech, Urgency.Final) with { Draft = draft };
            Assert.Equal(text, (await Recognizer.RecognizeAsync(request, Cancellation)).ValueOrThrow().Text);
        }
    }

    [Fact]
    public async Task Where_it_says_how_sure_it_is_of_words_it_says_so_of_each()
    {
        var heard = (await Recognizer.RecognizeAsync(Request(Speech, Urgency.Partial), Cancellation)).ValueOrThrow();
        if (heard.WordConfidences is { } told)
        {
            Assert.Equal(heard.Text.Split().Length, told.Count);
            Assert.All(told, confidence => Assert.InRange(confidence, 0, 1));
        }
    }

    [Fact]
    public async Task It_leaves_the_samples_as_they_are()
    {
        var samples = Speech.ToArray();
        await HearAsync(samples, Urgency.Final);
        Assert.Equal(Speech, samples);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16_000)]
    public async Task No_audio_and_silence_are_no_failure(int samples) =>
        Assert.True((await Recognizer.RecognizeAsync(Request(new float[samples], Urgency.Final), Cancellation)).Succeeded);

    [Fact]
    public async Task It_keeps_nothing_of_one_decode_for_the_next()
    {
        var before = (await Recognizer.RecognizeAsync(Request(new float[16_000], Urgency.Final), Cancellation)).ValueOrThrow();
        await HearAsync(Speech, Urgency.Final);
        var after = (await Recognizer.RecognizeAsync(Request(new float[16_000], Urgency.Final), Cancellation)).ValueOrThrow();
        Assert.Equal((before.Text, before.Confidence), (after.Text, after.Confidence));
    }

    [Fact]
    public async Task Who_wants_a_text_no_more_spoils_nobody_elses()
    {
        var text = await HearAsync(Speech, Urgency.Final);
        for (var i = 0; i < 4; i++)
        {
            using var gone = new CancellationTokenSource();
            var unwanted = Recognizer.RecognizeAsync(Request(Speech, Urgency.Partial), gone.Token).AsTask();
            var wanted = HearAsync(Speech, Urgency.Final);
            await gone.CancelAsync();

            Assert.Equal(text, await wanted);
            try
            {
                Assert.Equal(text, (await unwanted).ValueOrThrow().Text);
            }
            catch (OperationCanceledException)
            {
                // Unless it was too late.
            }
        }
    }

    private async Task<string> HearAsync(float[] samples, Urgency urgency) =>
        (await Recognizer.RecognizeAsync(Request(samples, urgency), Cancellation)).ValueOrThrow().Text;

    private static RecognitionRequest Request(float[] samples, Urgency urgency) => new("conformance", samples, "en", urgency);
}
