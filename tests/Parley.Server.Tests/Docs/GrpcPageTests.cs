using System.Text.RegularExpressions;
using Parley.Server.Support;
using Parley.Server.Tests.Clients;

namespace Parley.Server.Docs;

/// <summary>The example of <c>docs/grpc.md</c>.</summary>
[Collection(ClientCollection.Name)]
public sealed partial class GrpcPageTests
{
    [Fact]
    public async Task Its_example_works_when_typed()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();
        var example = Example().Match(Repository.Read("docs/grpc.md")).Groups["code"].Value
            .Replace("localhost:7311", server.Grpc, StringComparison.Ordinal)
            .Replace("'protos/", $"'{Repository.Root}/protos/", StringComparison.Ordinal)
            .Replace("talk.wav", recording.Path, StringComparison.Ordinal);

        var output = await ClientScript.TypeAsync(example);

        Assert.Equal(SpokenFile.Text, string.Join(' ', output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [GeneratedRegex(@"^```js runnable\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Example();
}
