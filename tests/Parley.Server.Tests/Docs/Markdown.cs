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

    /// <summary>The shell commands that a document promises to work.</summary>
    public static IEnumerable<string> Runnable(string file) =>
        RunnableBlock().Matches(Repository.Read(file)).Select(block => block.Groups["commands"].Value);

    /// <summary>Every fenced block, whatever is in it.</summary>
    public static IEnumerable<string> Blocks(string file) =>
        Block().Matches(Repository.Read(file)).Select(block => block.Groups["content"].Value);

    /// <summary>Targets of links and pictures.</summary>
    public static IEnumerable<string> Links(string file) =>
        Link().Matches(Block().Replace(Repository.Read(file), "")).Select(link => link.Groups["target"].Value);

    [GeneratedRegex(@"^```sh runnable\n(?<commands>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex RunnableBlock();

    [GeneratedRegex(@"^```[^\n]*\n(?<content>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Link();
}
