using System.Diagnostics;
using System.Text.RegularExpressions;
using Parley.Server.Support;

namespace Parley.Server.Tests.Clients;

/// <summary>Runs the examples of <c>docs/socketio.md</c>.</summary>
[Collection(ClientCollection.Name)]
public sealed partial class SocketIoPageTests
{
    public static TheoryData<string> Scripts => [.. Blocks("js")];

    [Fact]
    public void There_are_examples() => Assert.Equal((2, 1), (Blocks("js").Count, Blocks("csharp").Count));

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task An_example_in_JavaScript_does_what_it_says(string script)
    {
        await using var server = await TestServer.StartAsync();
        var folder = Directory.CreateTempSubdirectory("parley-example-");
        try
        {
            Directory.CreateSymbolicLink(
                Path.Combine(folder.FullName, "node_modules"), Path.Combine(Repository.Root, "tests", "clients", "node_modules"));
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "talk.raw"), SpokenSamples.Bytes, Patience.Token());
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "example.mjs"),
                script.Replace("http://localhost:7310", server.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal),
                Patience.Token());
            using var node = Process.Start(new ProcessStartInfo("node", ["example.mjs"])
            {
                WorkingDirectory = folder.FullName, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var errors = node.StandardError.ReadToEndAsync(Patience.Token());
            var output = await node.StandardOutput.ReadToEndAsync(Patience.Token());
            await node.WaitForExitAsync(Patience.Token());

            Assert.Contains("hello world.", output, StringComparison.Ordinal);
            Assert.Equal("", await errors);
            Assert.Equal(0, node.ExitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_example_in_CSharp_is_the_one_that_another_test_runs() =>
        Assert.Contains(Assert.Single(Blocks("csharp")), Repository.Read("tests/Parley.Server.Tests/Clients/DotNetExample.cs"), StringComparison.Ordinal);

    private static List<string> Blocks(string language) =>
        [.. Block().Matches(Repository.Read("docs/socketio.md"))
            .Where(block => string.Equals(block.Groups["language"].Value, language, StringComparison.Ordinal))
            .Select(block => block.Groups["content"].Value)];

    [GeneratedRegex(@"^```(?<language>\w+)[^\n]*\n(?<content>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Block();
}
