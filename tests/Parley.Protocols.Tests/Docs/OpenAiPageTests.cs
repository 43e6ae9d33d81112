using System.Reflection;
using System.Text.RegularExpressions;
using Parley.Protocols.OpenAi.Realtime;

namespace Parley.Protocols.Tests.Docs;

/// <summary>The table of codes in <c>docs/openai.md</c> and the code have the same codes.</summary>
public sealed partial class OpenAiPageTests
{
    [Fact]
    public void Every_code_of_the_realtime_wire_stands_in_the_page_and_every_one_that_stands_there_exists()
    {
        var codes = typeof(RealtimeErrors).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral && field.FieldType == typeof(string)).Select(field => (string)field.GetRawConstantValue()!);
        var page = ProtocolPage.Read("openai.md");
        var table = page[page.IndexOf("| realtime code |", StringComparison.Ordinal)..];
        var listed = Row().Matches(table[..table.IndexOf("\n\n", StringComparison.Ordinal)]).Select(row => row.Groups["code"].Value);

        Assert.Equal(codes.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `(?<code>[a-z_]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Row();
}
