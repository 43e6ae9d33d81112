using System.Text.RegularExpressions;

namespace Parley.Protocols.Tests.Docs;

/// <summary><c>docs/protocol.md</c> of the checkout that these tests were built from, as far as they look into it.</summary>
internal static partial class ProtocolPage
{
    public static string Text { get; } = Read("protocol.md");

    /// <summary>The transcripts in it, each the lines of a block fenced as <c>transcript</c>.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Transcripts { get; } =
    [
        .. TranscriptBlock().Matches(Text)
            .Select(block => block.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
    ];

    /// <summary>The first cells of the tables whose head begins with this column, without their backquotes.</summary>
    public static IEnumerable<string> Column(string head)
    {
        var inside = false;
        foreach (var cells in Text.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)))
        {
            inside = cells.Length > 2 && (inside || string.Equals(cells[1], head, StringComparison.Ordinal));
            if (inside && !string.Equals(cells[1], head, StringComparison.Ordinal) && !cells[1].StartsWith("---", StringComparison.Ordinal))
            {
                foreach (var name in cells[1].Split(',', StringSplitOptions.TrimEntries))
                {
                    yield return name.Trim('`');
                }
            }
        }
    }

    /// <summary>A page of <c>docs</c>.</summary>
    public static string Read(string name) => File.ReadAllText(PathOf(name));

    /// <summary>Where that page stands.</summary>
    public static string PathOf(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("These tests run inside the checkout.");
        }

        return Path.Combine(folder.FullName, "docs", name);
    }

    [GeneratedRegex(@"^```transcript\n(?<lines>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex TranscriptBlock();
}
