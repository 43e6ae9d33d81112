using Parley.Failures;
using Parley.Providers;

namespace Parley.Conformance;

/// <summary>What holds for every synthesiser.</summary>
public abstract class SynthesizerConformance
{
    private const string Text = "This is the first sentence. And this, a little later, is the second.";

    protected abstract ISynthesizer Synthesizer { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void It_declares_a_name_a_rate_and_voices()
    {
        Assert.NotEmpty(Synthesizer.Capabilities.Model);
        Assert.InRange(Synthesizer.Capabilities.Rate, 8_000, 48_000);
        Assert.NotEmpty(Synthesizer.Capabilities.Voices);
        Assert.Distinct(Synthesizer.Capabilities.Voices.Select(voice => voice.Name));
        Assert.All(Synthesizer.Capabilities.Voices, voice => Assert.NotEmpty(voice.Language));
    }

    [Fact]
    public async Task A_text_is_spoken_aloud_at_about_the_pace_of_people()
    {
        var samples = await SpeakAsync(new SynthesisRequest(Text));
        Assert.InRange(samples.Length / (double)Synthesizer.Capabilities.Rate, 2, 10);
        Assert.True(samples.Max(sample => Math.Abs((int)sample)) > 1_000, "too quiet");
    }

    [Fact]
    public async Task Twice_the_speed_takes_about_half_the_time()
    {
        var normal = await SpeakAsync(new SynthesisRequest(Text));
        var fast = await SpeakAsync(new SynthesisRequest(Text) { Speed = 2 });
        Assert.InRange(fast.Length / (double)normal.Length, 0.3, 0.7);
    }

    [Fact]
    public async Task A_text_comes_in_more_than_one_piece()
    {
        var pieces = 0;
        await foreach (var piece in Synthesizer.SpeakAsync(new SynthesisRequest(Text), Cancellation))
        {
            pieces += piece.ValueOrThrow().Length > 0 ? 1 : 0;
        }

        Assert.True(pieces >= 2, $"{pieces} pieces");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    public async Task No_words_give_no_failure(string text) => Assert.Empty(await SpeakAsync(new SynthesisRequest(text)));

    [Fact]
    public async Task An_unknown_voice_is_an_error_that_names_the_field()
    {
        var outcomes = Synthesizer.SpeakAsync(new SynthesisRequest(Text) { Voice = "nobody's" }, Cancellation);
        var errors = new List<ParleyError?>();
        await foreach (var outcome in outcomes)
        {
            errors.Add(outcome.Error);
        }

        Assert.Equal("voice", Assert.Single(errors)?.Param);
    }

    [Fact]
    public async Task A_voice_that_is_offered_can_be_asked_for()
    {
        var (first, last) = (Synthesizer.Capabilities.Voices[0], Synthesizer.Capabilities.Voices.Concat(Synthesizer.Capabilities.Variants).Last());
        Assert.All([first, last], voice => Assert.True(Synthesizer.Capabilities.Speaks(voice.Name)));
        Assert.NotEmpty(await SpeakAsync(new SynthesisRequest("One.") { Voice = last.Name }));
    }

    [Fact]
    public async Task Somebodys_voice_is_spoken_with_or_paid_no_heed()
    {
        // A second of a buzz: whoever does not clone does not even look at it.
        var sample = new short[16_000];
        for (var i = 0; i < sample.Length; i++)
        {
            sample[i] = (short)(i / 70 % 2 == 0 ? 3_000 : -3_000);
        }

        Assert.NotEmpty(await SpeakAsync(new SynthesisRequest("One.") { Sample = new VoiceSample(sample, 16_000) { Text = "Buzz." } }));
    }

    [Fact]
    public async Task Those_who_ask_at_the_same_time_each_get_their_own_speech()
    {
        var alone = new[] { await SpeakAsync(new SynthesisRequest("One.")), await SpeakAsync(new SynthesisRequest(Text)) };
        var together = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(each => SpeakAsync(new SynthesisRequest(each % 2 == 0 ? "One." : Text))));
        for (var each = 0; each < together.Length; each++)
        {
            Assert.InRange(together[each].Length / (double)alone[each % 2].Length, 0.95, 1.05);
        }
    }

    [Fact]
    public async Task Cancellation_throws_and_the_next_text_is_spoken()
    {
        using var cancelled = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var piece in Synthesizer.SpeakAsync(new SynthesisRequest(Text), cancelled.Token))
            {
                Assert.True(piece.Succeeded);
                await cancelled.CancelAsync();
            }
        });
        Assert.NotEmpty(await SpeakAsync(new SynthesisRequest("Next.")));
    }

    protected async Task<short[]> SpeakAsync(SynthesisRequest request)
    {
        var samples = new List<short>();
        await foreach (var piece in Synthesizer.SpeakAsync(request, Cancellation))
        {
            samples.AddRange(piece.ValueOrThrow().Span);
        }

        return [.. samples];
    }
}
