using System.Text.RegularExpressions;
using Parley.Failures;

namespace Parley.Server.Evaluation.Clips;

/// <summary>
/// Reads a list of clips: tab-separated values, audio path and reference first. A header is recognised by the name of
/// its first column and may name a column <c>lang</c> or <c>language</c> anywhere; without one, a third column
/// that looks like a language tag is the language. Empty lines are passed over.
/// </summary>
public static partial class ClipList
{
    /// <summary>Lines beyond this are refused, not read.</summary>
    public const int MaxClips = 1_000_000;

    private static readonly HashSet<string> PathHeaders =
        new(["file", "path", "audio", "filename"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> LanguageHeaders = new(["lang", "language"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The clips in order, or the first line that cannot be read.</summary>
    /// <param name="folder">Where relative audio paths start.</param>
    /// <param name="fallback">The language of clips that name none.</param>
    public static Outcome<IReadOnlyList<Clip>> Read(TextReader list, string folder, string fallback)
    {
        var clips = new List<Clip>();
        var languageColumn = 2;
        var header = false;
        for (var number = 1; list.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var cells = line.Split('\t');
            if (number == 1 && PathHeaders.Contains(cells[0].Trim()))
            {
                header = true;
                languageColumn = Array.FindIndex(cells, cell => LanguageHeaders.Contains(cell.Trim()));
                continue;
            }

            if (cells.Length < 2 || string.IsNullOrWhiteSpace(cells[0]))
            {
                return ParleyError.Invalid("file", $"Line {number}: a path, a tab and a reference text are needed.");
            }

            if (clips.Count == MaxClips)
            {
                return ParleyError.Invalid("file", $"Line {number}: at most {MaxClips} clips are read.");
            }

            var stated = languageColumn >= 2 && cells.Length > languageColumn ? cells[languageColumn].Trim() : "";
            var known = header ? stated.Length > 0 : LanguageTag().IsMatch(stated);
            clips.Add(ToClip(cells[0].Trim(), cells[1], known ? stated : fallback, folder));
        }

        return clips.Count > 0
            ? new Outcome<IReadOnlyList<Clip>>(clips)
            : ParleyError.Invalid("file", "The list holds no clips.");
    }

    private static Clip ToClip(string name, string reference, string language, string folder)
    {
        var set = Path.GetDirectoryName(name.Replace('\\', '/')) is { Length: > 0 } parent ? parent : ".";
        return new Clip(Path.GetFullPath(name, folder), name, set, reference, language);
    }

    [GeneratedRegex("^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex LanguageTag();
}
