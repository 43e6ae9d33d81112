using Parley.Providers;
using Parley.Testing;

namespace Parley.Protocols.Tests.Conformance.Features;

/// <summary>What comes back for speech.</summary>
internal static class ResultFeatures
{
    private static readonly float[][] TwoSentences =
        [Spoken.Silence(0.5), Spoken.Words("hello world."), Spoken.Silence(1), Spoken.Words("the quick brown fox"), Spoken.Silence(1)];

    public static IReadOnlyList<Feature> All { get; } =
    [
        new("finals", "The same audio gives the same finals, one an utterance, in their order", FinalsAsync),
        new("partials", "What may still change comes while somebody speaks", PartialsAsync),
        new("stable", "The settled part of an utterance only grows, and its final starts with it", StableAsync),
        new("word_times", "Words with their times, where the model gives them", WordTimesAsync),
        new("utterance_times", "Where in the audio an utterance begins and ends", UtteranceTimesAsync),
        new("speech_events", "That speech began, and that it ended", SpeechEventsAsync),
        new("summary", "At the end, how much audio was heard", SummaryAsync),
    ];

    private static async Task FinalsAsync(Stage stage)
    {
        var talk = await stage.StartAsync();
        await talk.SpeakAsync(TwoSentences);

        Assert.Equal(["hello world.", "the quick brown fox"], (await talk.FinishAsync()).Finals());
    }

    private static async Task PartialsAsync(Stage stage)
    {
        var talk = await stage.StartAsync();

        var partials = await SpeakUntilAsync(stage, talk, partial => (partial.Stable + partial.Tail).Length > 0);

        Assert.StartsWith("one", (partials[^1].Stable + partials[^1].Tail).Trim(), StringComparison.Ordinal);
    }

    private static async Task StableAsync(Stage stage)
    {
        var talk = await stage.StartAsync();

        var heard = await SpeakUntilAsync(stage, talk, partial => partial.Stable is { Length: > 0 });
        heard.AddRange(await talk.FinishAsync());

        var stable = "";
        foreach (var partial in heard.TakeWhile(one => one.Type is not "transcript.final").Where(one => one.Type is "transcript.partial"))
        {
            Assert.StartsWith(stable, partial.Stable, StringComparison.Ordinal);
            stable = partial.Stable!;
        }

        Assert.StartsWith(stable, heard.First(one => one.Type is "transcript.final").Text, StringComparison.Ordinal);
    }

    private static async Task WordTimesAsync(Stage stage)
    {
        var talk = await stage.StartAsync(new() { Model = "timed", Words = true });
        await talk.SpeakAsync(Spoken.Silence(0.5), Spoken.Words("one two three"), Spoken.Silence(1), Spoken.Words("four"), Spoken.Silence(1));

        // To a hundredth: speech is found in frames, and a word that began before its frame is cut there.
        Assert.Equal(
            ["one 0.5-0.75", "two 0.75-1", "three 1-1.25", "four 2.25-2.5"],
            (await talk.FinishAsync()).Where(heard => heard.Type is "transcript.final").SelectMany(final => final.Words)
                .Select(word => FormattableString.Invariant($"{word.Text} {Math.Round(word.Start * 40) / 40}-{Math.Round(word.End * 40) / 40}")));
    }

    private static async Task UtteranceTimesAsync(Stage stage)
    {
        var talk = await stage.StartAsync();
        await talk.SpeakAsync(TwoSentences);
        var finals = (await talk.FinishAsync()).Where(heard => heard.Type is "transcript.final").ToList();

        // A wire may say that an utterance begins a little before its speech, as OpenAI's does.
        Assert.All(finals.Zip([(0.5, 1.0), (2.0, 3.0)]), pair =>
        {
            Assert.InRange(pair.First.Start!.Value, pair.Second.Item1 - 0.35, pair.Second.Item1 + 0.05);
            Assert.Equal(pair.Second.Item2, pair.First.End!.Value, 0.05);
        });
    }

    private static async Task SpeechEventsAsync(Stage stage)
    {
        var talk = await stage.StartAsync();
        await talk.SpeakAsync(Spoken.Silence(1), Spoken.Words("one two"), Spoken.Silence(1));

        var started = await talk.NextAsync("speech.started");
        var ended = await talk.NextAsync("speech.ended");

        Assert.InRange(started.Start!.Value, 0.65, 1.05);
        Assert.Equal(1.5, ended.End!.Value, 0.05);
        Assert.Equal("one two", (await talk.FinalAsync()).Text);
    }

    private static async Task SummaryAsync(Stage stage)
    {
        var talk = await stage.StartAsync();
        await talk.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(2));

        var heard = await talk.FinishAsync();

        Assert.Equal(2.5, heard.Last(one => one.AudioSeconds is not null).AudioSeconds!.Value, 0.001);
        Assert.Equal("completed", heard[^1].Reason);
    }

    /// <summary>Speaks words, each with a pause too short to end the utterance, until a partial like this has come.</summary>
    private static async Task<List<Heard>> SpeakUntilAsync(Stage stage, Conversation talk, Func<Heard, bool> enough)
    {
        const int MostWords = 20;
        var partials = new List<Heard>();
        for (var word = 0; word < MostWords; word++)
        {
            await talk.SpeakAsync(Spoken.Words("one"), Spoken.Silence(0.4));
            var asked = word + 1;
            await stage.Server.Recognizer.AskedAsync(
                requests => requests.Count(request => request.Urgency == Urgency.Speculative) >= asked, TestContext.Current.CancellationToken);
            while (!Enough() && talk.TryNext(out var heard))
            {
                Keep(heard);
            }

            if (Enough())
            {
                return partials;
            }
        }

        // What was said is on its way, on a machine that has much to do.
        while (!Enough())
        {
            Keep(await talk.NextAsync("transcript.partial"));
        }

        return partials;

        bool Enough() => partials.Count > 0 && enough(partials[^1]);

        void Keep(Heard heard)
        {
            if (heard.Type is "transcript.partial")
            {
                partials.Add(heard);
            }
        }
    }
}
