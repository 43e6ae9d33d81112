using Parley.Failures;

namespace Parley.Server.Commands.Transcribe;

/// <summary>
/// Decides before any work where each transcript goes, so that two never meet in one file, no input is overwritten and
/// nothing that exists is replaced unasked.
/// </summary>
internal static class OutputPlan
{
    /// <summary>The name of standard input among the inputs.</summary>
    public const string StandardInput = "-";

    /// <summary>The target of each input, in order; null for standard output.</summary>
    public static Outcome<IReadOnlyList<string?>> Make(
        IReadOnlyList<string> inputs, string? output, TranscriptFormat format, bool force)
    {
        if (inputs.Count(input => string.Equals(input, StandardInput, StringComparison.Ordinal)) > 1)
        {
            return ParleyError.Invalid("FILE", "Standard input (-) can be read only once.");
        }

        if (output is null)
        {
            return inputs.Count > 1 && format is TranscriptFormat.Srt or TranscriptFormat.Vtt
                ? ParleyError.Invalid("--output", "Subtitles of several files cannot share one output: name a folder with --output.")
                : new string?[inputs.Count];
        }

        var folder = inputs.Count > 1 || Directory.Exists(output) || Path.EndsInDirectorySeparator(output);
        if (folder && File.Exists(output))
        {
            return ParleyError.Invalid("--output", $"{output} is a file; several transcripts need a folder.");
        }

        var targets = folder ? InFolder(inputs, output, format.Extension()) : [Path.GetFullPath(output)];
        return Refusal(inputs, targets, force) is { } refusal ? refusal : targets;
    }

    /// <summary>The input's name with the format's extension; inputs of one name keep their own extension as well, then a number.</summary>
    private static string[] InFolder(IReadOnlyList<string> inputs, string folder, string extension)
    {
        var names = inputs.Select(Name).ToArray();
        var alike = names.Select(Path.GetFileNameWithoutExtension)
            .CountBy(stem => stem ?? "", StringComparer.OrdinalIgnoreCase)
            .ToDictionary(StringComparer.OrdinalIgnoreCase);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return Array.ConvertAll(names, name =>
        {
            var stem = Path.GetFileNameWithoutExtension(name);
            var wanted = alike[stem] == 1 ? stem : name;
            var free = wanted;
            for (var number = 2; !taken.Add(free); number++)
            {
                free = $"{wanted}-{number}";
            }

            return Path.GetFullPath(free + extension, Path.GetFullPath(folder));
        });
    }

    private static string Name(string input) =>
        string.Equals(input, StandardInput, StringComparison.Ordinal) ? "stdin" : Path.GetFileName(Path.GetFullPath(input));

    private static ParleyError? Refusal(IReadOnlyList<string> inputs, string[] targets, bool force)
    {
        var sources = inputs.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        if (Array.Find(targets, sources.Contains) is { } own)
        {
            return ParleyError.Invalid("--output", $"{own} is an input; it is not overwritten.");
        }

        if (!force && Array.Find(targets, target => File.Exists(target) && !OutputFile.IsDevice(target)) is { } held)
        {
            return ParleyError.Invalid("--output", $"{held} exists; --force overwrites it.");
        }

        return Array.Find(targets, Directory.Exists) is { } folder
            ? ParleyError.Invalid("--output", $"{folder} is a folder; a transcript cannot be written there.")
            : null;
    }
}
