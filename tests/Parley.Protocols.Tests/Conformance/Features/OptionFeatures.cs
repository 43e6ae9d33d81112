using Parley.Testing;

namespace Parley.Protocols.Tests.Conformance.Features;

/// <summary>What a client chooses.</summary>
internal static class OptionFeatures
{
    public static IReadOnlyList<Feature> All { get; } =
    [
        new("language", "The language of the speech", LanguageAsync),
        new("model", "The model that recognises it", ModelAsync),
        new("endpointing", "The silence that ends an utterance", EndpointingAsync),
        new("manual", "Only the client ends utterances, however long it is silent", ManualAsync),
        new("flush", "A final for what was said so far, now", FlushAsync),
    ];

    private static async Task LanguageAsync(Stage stage)
    {
        var talk = await stage.StartAsync(new() { Language = "zh" });
        await talk.SpeakAsync(Spoken.Words("早安 世界。"), Spoken.Silence(1));

        Assert.Equal(["早安 世界。"], (await talk.FinishAsync()).Finals());
        Assert.Contains(stage.Server.Recognizer.Requests, request => request.Language is "zh");
    }

    private static async Task ModelAsync(Stage stage)
    {
        var talk = await stage.StartAsync(new() { Model = "other" });
        await talk.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));

        Assert.Equal(["one two"], (await talk.FinishAsync()).Finals());
        Assert.NotEmpty(stage.Other.Requests);
        Assert.Empty(stage.Server.Recognizer.Requests);
    }

    private static async Task EndpointingAsync(Stage stage)
    {
        var (patient, quick) = (await stage.StartAsync(new() { SilenceMs = 1_000 }), await stage.StartAsync(new() { SilenceMs = 300 }));
        foreach (var talk in new[] { patient, quick })
        {
            await talk.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(0.7), Spoken.Words("three four"), Spoken.Silence(1.2));
        }

        Assert.Equal(["one two three four"], (await patient.FinishAsync()).Finals());
        Assert.Equal(["one two", "three four"], (await quick.FinishAsync()).Finals());
    }

    private static async Task ManualAsync(Stage stage)
    {
        var talk = await stage.StartAsync(new() { Manual = true });
        await talk.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(2), Spoken.Words("three"));
        await talk.FlushAsync();

        Assert.Equal("one two three", (await talk.FinalAsync()).Text);
        Assert.Empty((await talk.FinishAsync()).Finals());
    }

    private static async Task FlushAsync(Stage stage)
    {
        var talk = await stage.StartAsync(new() { Manual = true });
        await talk.SpeakAsync(Spoken.Words("one two"));
        await talk.FlushAsync();
        Assert.Equal("one two", (await talk.FinalAsync()).Text);
        await talk.SpeakAsync(Spoken.Words("three four"));

        Assert.Equal(["three four"], (await talk.FinishAsync()).Finals());
    }
}
