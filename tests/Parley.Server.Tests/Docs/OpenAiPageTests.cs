using System.Text.RegularExpressions;
using Parley.Server.Support;
using Parley.Server.Tests.Clients;

namespace Parley.Server.Docs;

/// <summary>The example of <c>docs/openai.md</c>.</summary>
[Collection(ClientCollection.Name)]
public sealed partial class OpenAiPageTests
{
    [Fact]
    public async Task Its_example_works_when_typed()
    {
        await using var server = await TestServer.StartSecureAsync();
        using var samples = new RealtimeSamples();
        var example = Example().Match(Repository.Read("docs/openai.md")).Groups["code"].Value
            .Replace("https://localhost:7312", server.Secure.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("talk.raw", samples.Path, StringComparison.Ordinal);

        var output = await ClientScript.TypeAsync(example, server.Trusted);

        Assert.Equal(SpokenFile.Text, output.Trim());
    }

    [GeneratedRegex(@"^```js runnable\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Example();
}
