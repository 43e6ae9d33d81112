using Parley.Testing;

namespace Parley.Protocols.Tests.Conformance.Features;

/// <summary>Sessions that translate.</summary>
internal static class TranslationFeatures
{
    private const string Final = "translation.final";

    public static IReadOnlyList<Feature> All { get; } =
    [
        new("translated", "Every final is translated once, in the order of the utterances", TranslatedAsync),
        new("targets", "Several languages at once", TargetsAsync),
        new("switch", "Another language while the session runs: no word is lost", SwitchAsync),
    ];

    private static async Task TranslatedAsync(Stage stage)
    {
        var talk = await stage.StartAsync(new() { Language = "en", Targets = ["es"] });
        await talk.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1), Spoken.Words("three"), Spoken.Silence(1), Spoken.Words("four"));
        var heard = await talk.FinishAsync();

        Assert.Equal(["one two", "three", "four"], heard.Finals());
        Assert.Equal(["one-es two-es", "three-es", "four-es"], Translated(heard, "es"));
    }

    private static async Task TargetsAsync(Stage stage)
    {
        var talk = await stage.StartAsync(new() { Language = "en", Targets = ["es", "de"] });
        await talk.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1), Spoken.Words("three"));
        var heard = await talk.FinishAsync();

        Assert.Equal(["one-es two-es", "three-es"], Translated(heard, "es"));
        Assert.Equal(["one-de two-de", "three-de"], Translated(heard, "de"));
    }

    private static async Task SwitchAsync(Stage stage)
    {
        var talk = await stage.StartAsync(new() { Language = "en", Targets = ["es"] });
        await talk.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        Assert.Equal("es", (await talk.NextAsync(Final)).Target);
        await talk.TranslateToAsync("de");
        await talk.NextAsync("session.updated");
        await talk.SpeakAsync(Spoken.Words("three"));
        var heard = await talk.FinishAsync();

        Assert.Equal(["three"], heard.Finals());
        Assert.Equal(["three-de"], Translated(heard, "de"));
        Assert.Empty(Translated(heard, "es"));
    }

    private static IEnumerable<string?> Translated(IEnumerable<Heard> heard, string target) =>
        heard.Where(one => one.Type is Final && string.Equals(one.Target, target, StringComparison.Ordinal)).Select(one => one.Text);
}
