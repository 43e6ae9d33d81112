using System.Text.RegularExpressions;

namespace Parley.Server.Docs;

/// <summary>Each page of a feature shows it over each protocol; <see cref="ExampleTests"/> types what it shows.</summary>
public sealed partial class FeaturePageTests
{
    public static TheoryData<string> Pages => [.. Feature.All.Select(feature => feature.Page)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_feature_has_an_example_for_each_protocol_that_carries_it(string page)
    {
        var feature = Feature.All.Single(one => string.Equals(one.Page, page, StringComparison.Ordinal));
        var examples = Markdown.Examples(page).Where(one => one.Section is Feature.Section && (one.Runnable || one.Language is "csharp"))
            .ToLookup(one => one.Heading, one => one.Code, StringComparer.Ordinal);
        var signs = Feature.Signs.ToDictionary(one => one.Protocol, one => one.Sign, StringComparer.Ordinal);

        Assert.Equal(feature.Protocols, Markdown.Headings(page, Feature.Section));
        Assert.All(feature.Protocols, protocol =>
            Assert.Contains(examples[protocol], code => code.Contains(signs[protocol], StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Protocols_have_the_same_order_everywhere_and_their_examples_are_short(string page)
    {
        var order = Feature.Signs.Select(sign => sign.Protocol);

        Assert.Equal(order.Intersect(Markdown.Headings(page, Feature.Section)), Markdown.Headings(page, Feature.Section));
        Assert.All(Markdown.Examples(page).Where(one => one.Section is Feature.Section), one => Assert.InRange(one.Code.Split('\n').Length, 1, 26));
    }

    [Fact]
    public void Every_program_in_JavaScript_is_one_that_is_run_and_names_the_packages_that_it_needs() =>
        Assert.All(Markdown.Files.SelectMany(Markdown.Examples).Where(one => one.IsProgram), program =>
        {
            Assert.True(program.Runnable, $"{program}");
            var installed = Install().Matches(program.Before).SelectMany(line => line.Groups["packages"].Value.Split(' '));
            var needed = Import().Matches(program.Code).Select(line => line.Groups["package"].Value);
            Assert.Empty(needed.Except(installed));
        });

    [GeneratedRegex("`npm install (?<packages>[^`]+)`", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Install();

    [GeneratedRegex("from '(?<package>(?!node:)(@[^/']+/)?[^/']+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Import();
}
