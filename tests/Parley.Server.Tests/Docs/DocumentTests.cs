using Parley.Server.Support;

namespace Parley.Server.Docs;

public sealed class DocumentTests
{
    public static TheoryData<string> Files => [.. Markdown.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_link_inside_the_repository_leads_somewhere(string file)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, file))!;

        var broken = Markdown.Links(file)
            .Where(link => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith('#'))
            .Where(link => !Path.Exists(Path.Combine(folder, link.Split('#')[0])));

        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_link_to_a_heading_finds_it(string file)
    {
        var folder = Path.GetDirectoryName(file) ?? "";

        var broken = Markdown.Links(file)
            .Where(link => !link.Contains("://", StringComparison.Ordinal) && link.Contains('#', StringComparison.Ordinal))
            .Where(link => !Anchors(link.StartsWith('#') ? file : Path.Combine(folder, link.Split('#')[0])).Contains(link.Split('#')[1]));

        Assert.Empty(broken);
    }

    [Fact]
    public void The_Chinese_readme_has_the_same_commands_links_and_sections_as_the_English_one()
    {
        const string English = "README.md";
        const string Chinese = "README.zh-TW.md";

        Assert.Equal(Markdown.Examples(English).Select(one => (one.Language, one.Code)), Markdown.Examples(Chinese).Select(one => (one.Language, one.Code)));
        Assert.Equal(Markdown.Links(English).Where(link => link is not Chinese), Markdown.Links(Chinese).Where(link => link is not English));
        Assert.Equal(Shape(English), Shape(Chinese));
    }

    /// <summary>How each line begins: headings, list items, table rows.</summary>
    private static IEnumerable<string> Shape(string file) => Repository.Read(file).Split('\n')
        .Select(line => line.Split(' ')[0])
        .Where(start => start is "#" or "##" or "*" or "|" or "|---|---|");

    private static HashSet<string> Anchors(string file) => Repository.Read(file).Split('\n')
        .Where(line => line.StartsWith('#'))
        .Select(line => string.Concat(line.TrimStart('#').Trim().ToLowerInvariant()
            .Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')).Replace(' ', '-'))
        .ToHashSet(StringComparer.Ordinal);
}
