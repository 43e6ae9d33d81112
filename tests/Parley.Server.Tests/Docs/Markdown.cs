using System.Text.RegularExpressions;
using Parley.Server.Support;

namespace Parley.Server.Docs;

/// <summary>The documents of the repository, as far as tests look into them.</summary>
internal static partial class Markdown
{
    /// <summary>Paths from the root of the checkout.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. new[] { Repository.Root, Path.Combine(Repository.Root, "docs") }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md"))
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Every fenced block, whatever is in it, from the top to the bottom.</summary>
    public static IReadOnlyList<Example> Examples(string file)
    {
        var text = Repository.Read(file);
        var examples = new List<Example>();
        var (section, heading, from) = ("", "", 0);
        foreach (Match part in Part().Matches(text))
        {
            if (part.Groups["title"] is { Success: true } title)
            {
                (section, heading) = part.Groups["level"].Length is 3 ? (section, title.Value) : (title.Value, "");
            }
            else
            {
                examples.Add(new Example(file, section, heading, text[from..part.Index], part.Groups["language"].Value, part.Groups["content"].Value));
            }

            from = part.Index + part.Length;
        }

        return examples;
    }

    /// <summary>Headings of the third level in a section.</summary>
    public static IEnumerable<string> Headings(string file, string section) => Repository.Read(file).Split('\n')
        .SkipWhile(line => !string.Equals(line, $"## {section}", StringComparison.Ordinal))
        .Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("### ", StringComparison.Ordinal))
        .Select(line => line[4..]);

    /// <summary>Targets of links and pictures.</summary>
    public static IEnumerable<string> Links(string file) =>
        Link().Matches(Block().Replace(Repository.Read(file), "")).Select(link => link.Groups["target"].Value);

    /// <summary>A heading, or a block: what looks like a heading in a block is none.</summary>
    [GeneratedRegex(@"^```(?<language>[^\n]*)\n(?<content>.*?)^```$|^(?<level>#{2,3}) (?<title>[^\n]*)$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Part();

    [GeneratedRegex(@"^```[^\n]*\n.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Link();
}
