using System.Text.RegularExpressions;
using Parley.Server.Support;
using Parley.Server.Tests.Clients;

namespace Parley.Server.Docs;

/// <summary>The examples of <c>docs/openai.md</c>.</summary>
[Collection(ClientCollection.Name)]
public sealed partial class OpenAiPageTests
{
    [Fact]
    public async Task Its_example_works_when_typed() => Assert.Equal(SpokenFile.Text, (await TypeAsync(0)).Trim());

    [Fact]
    public async Task Its_conversation_works_when_typed() =>
        Assert.Matches(@"^\w.+\ncompleted \d{4,}\n$", (await TypeAsync(1)).ReplaceLineEndings("\n"));

    [Fact]
    public async Task Its_recording_in_English_works_when_typed()
    {
        await using var libre = await ScriptedLibreTranslate.StartAsync();
        Assert.Equal("hello-en world.-en the-en quick-en brown-en fox-en", (await TypeAsync(2, libre.Settings)).Trim());
    }

    /// <param name="which">Which example, from 0.</param>
    private static async Task<string> TypeAsync(int which, params (string Key, string? Value)[] settings)
    {
        await using var server = await TestServer.StartSecureAsync(settings);
        server.Recognizer.Heard = _ => settings.Length == 0 ? null : "zh";
        using var recording = new SpokenFile();
        using var samples = new RealtimeSamples();
        var example = Example().Matches(Repository.Read("docs/openai.md"))[which].Groups["code"].Value
            .Replace("https://localhost:7312", server.Secure.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("http://localhost:7310", server.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("talk.wav", recording.Path, StringComparison.Ordinal)
            .Replace("talk.raw", samples.Path, StringComparison.Ordinal);

        return await ClientScript.TypeAsync(example, server.Trusted);
    }

    [GeneratedRegex(@"^```js runnable\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Example();
}
