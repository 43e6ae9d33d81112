using System.Text.Json;
using Parley.Protocols.Tests.OpenAi;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Protocols.Tests.WebSockets;

/// <summary>Word times: asked for, given by models that have them, counted from the beginning of the session or the file.</summary>
public sealed class WordTimesTests
{
    private static readonly float[][] Audio =
        [Spoken.Silence(0.5), Spoken.Words("one two three"), Spoken.Silence(1), Spoken.Words("four five"), Spoken.Silence(1)];

    [Fact]
    public async Task Asked_for_every_word_of_a_final_has_its_time_in_the_session()
    {
        await using var server = await StartAsync();

        var finals = await HearAsync(server, """ "model":"timed","words":true """);

        Assert.Equal(
            ["one 0.5-0.75", "two 0.75-1", "three 1-1.25", "four 2.25-2.5", "five 2.5-2.75"],
            [.. finals.SelectMany(final => final.GetProperty("words").EnumerateArray()).Select(word => Show(word, "text"))]);
    }

    [Theory]
    [InlineData(""" "model":"timed" """)]
    [InlineData(""" "model":"timed","words":false """)]
    [InlineData(""" "model":"scripted","words":true """)]
    public async Task Not_asked_for_or_not_there_they_are_null(string options)
    {
        await using var server = await StartAsync();

        Assert.All(await HearAsync(server, options), final => Assert.Equal(JsonValueKind.Null, final.GetProperty("words").ValueKind));
    }

    [Fact]
    public async Task In_verbose_json_every_word_has_its_time_in_the_file()
    {
        await using var server = await StartAsync();

        using var answer = await TranscriptionTests.PostAsync(
            server, ("model", "timed"), ("response_format", "verbose_json"), ("timestamp_granularities[]", "word"),
            TranscriptionTests.File(Wav.Of(Audio)));

        var words = JsonDocument.Parse(await TranscriptionTests.BodyAsync(answer)).RootElement.GetProperty("words");
        Assert.Equal(
            ["one 0.5-0.75", "two 0.75-1", "three 1-1.25", "four 2.25-2.5", "five 2.5-2.75"],
            [.. words.EnumerateArray().Select(word => Show(word, "word"))]);
    }

    private static Task<TestServer> StartAsync() => TestServer.StartAsync(
        others: new ScriptedRecognizer { Capabilities = new RecognizerCapabilities("timed", ["en"], WordTimes: true, 30) });

    private static async Task<List<JsonElement>> HearAsync(TestServer server, string options)
    {
        using var client = await TestClient.StartAsync(server, options);
        await client.SpeakAsync(Audio);
        await client.SayAsync("""{"type":"session.end"}""");
        List<JsonElement> finals = [.. (await client.RestAsync()).Where(e => e.Is("transcript.final"))];
        Assert.Equal(2, finals.Count);
        return finals;
    }

    /// <summary>To a hundredth: speech is found in frames, and a word that began before its frame is cut there.</summary>
    private static string Show(JsonElement word, string text) =>
        FormattableString.Invariant($"{word.Text(text)} {Seconds(word, "start")}-{Seconds(word, "end")}");

    private static double Seconds(JsonElement word, string field) => Math.Round(word.GetProperty(field).GetDouble() * 40) / 40;
}
