using System.Globalization;

namespace Parley.Server.Configuration;

/// <summary>
/// Reads settings one by one, remembers what it was asked for and collects everything that is wrong, so that a start
/// reports every mistake at once. What was asked for is the reference of <c>docs/configuration.md</c>.
/// </summary>
internal sealed class OptionReader
{
    private readonly SortedDictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _used = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<KnownOption> _known = [];
    private readonly List<string> _problems = [];

    public OptionReader(IConfiguration settings)
    {
        foreach (var (path, value) in settings.AsEnumerable(makePathsRelative: true))
        {
            // A section has no value of its own, and an empty setting is one that is not set.
            if (!string.IsNullOrWhiteSpace(value))
            {
                _values[path] = value.Trim();
            }
        }
    }

    /// <summary>Everything that was asked for, in order.</summary>
    public IReadOnlyList<KnownOption> Known => _known;

    /// <summary>Everything wrong so far, a sentence each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public string Text(string path, string fallback, string limit) => Take(path, fallback.Length > 0 ? fallback : "none", limit) ?? fallback;

    public string? OptionalText(string path, string limit) => Take(path, "none", limit);

    public int Number(string path, int fallback, int min, int max, string? shownDefault = null) =>
        (int)WholeNumber(path, fallback, min, max, shownDefault);

    public long WholeNumber(string path, long fallback, long min, long max, string? shownDefault = null)
    {
        var limit = $"{min} to {max}";
        var text = Take(path, shownDefault ?? fallback.ToString(CultureInfo.InvariantCulture), limit);
        if (text is null)
        {
            return fallback;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max)
        {
            return value;
        }

        Refuse(path, $"a whole number from {min} to {max} is needed");
        return fallback;
    }

    public double? OptionalFraction(string path, double min, double max) => Fraction(path, null, min, max);

    public double Fraction(string path, double fallback, double min, double max) => Fraction(path, (double?)fallback, min, max) ?? fallback;

    public bool Flag(string path, bool fallback)
    {
        const string Limit = "true or false";
        var text = Take(path, fallback ? "true" : "false", Limit);
        if (text is null || bool.TryParse(text, out fallback))
        {
            return fallback;
        }

        Refuse(path, "it is true or false");
        return fallback;
    }

    /// <summary>One of the names of <typeparamref name="T"/>, in any case.</summary>
    public T Choice<T>(string path, T fallback)
        where T : struct, Enum
    {
        var names = string.Join(", ", Enum.GetNames<T>());
        var text = Take(path, fallback.ToString(), names);
        if (text is null)
        {
            return fallback;
        }

        // A number would parse as a value without a name.
        if (Enum.TryParse<T>(text, ignoreCase: true, out var value) && char.IsAsciiLetter(text[0]))
        {
            return value;
        }

        Refuse(path, $"it is one of {names}");
        return fallback;
    }

    /// <summary>A list: numbered keys (as in JSON), or one value with commas (as in an environment variable).</summary>
    public IReadOnlyList<string> List(string path, string limit)
    {
        var whole = Take(path, "empty", limit)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. whole ?? [], .. Below(path).Select(Use)];
    }

    /// <summary>The names below a path whose children are named by the operator.</summary>
    public IReadOnlyList<string> Names(string path) =>
        [.. Below(path).Select(key => key[(path.Length + 1)..].Split(':')[0]).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The values below a path whose keys are named by the operator.</summary>
    public IReadOnlyDictionary<string, string> Map(string path) =>
        Below(path).ToDictionary(key => key[(path.Length + 1)..], Use, StringComparer.Ordinal);

    /// <summary>Names a setting whose key the operator completes.</summary>
    public void Describe(string path, string shownDefault, string limit) => _known.Add(new KnownOption(path, shownDefault, limit));

    /// <summary>Reports that the value at <paramref name="path"/> cannot be used.</summary>
    public void Refuse(string path, string because) =>
        _problems.Add(_values.TryGetValue(path, out var value) ? $"{path} = '{Shorten(value)}': {because}." : $"{path}: {because}.");

    /// <summary>The same for a value that may hold a password.</summary>
    public void RefuseSecret(string path, string because) => _problems.Add($"{path}: {because}.");

    /// <summary>Reports every setting that nobody asked for, with the known name that is closest to it.</summary>
    public void RefuseUnknown()
    {
        foreach (var path in _values.Keys.Where(path => !_used.Contains(path)))
        {
            var closest = Spelling.Closest(path, _known.Select(option => option.Path));
            _problems.Add($"{path}: there is no such setting{(closest is null ? "." : $"; did you mean {closest}?")}");
        }
    }

    private double? Fraction(string path, double? fallback, double min, double max)
    {
        var text = Take(
            path, fallback?.ToString(CultureInfo.InvariantCulture) ?? "the model's", string.Create(CultureInfo.InvariantCulture, $"{min} to {max}"));
        if (text is null)
        {
            return fallback;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
        {
            return value;
        }

        Refuse(path, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max} is needed"));
        return fallback;
    }

    private string? Take(string path, string shownDefault, string limit)
    {
        _known.Add(new KnownOption(path, shownDefault, limit));
        _used.Add(path);
        return _values.GetValueOrDefault(path);
    }

    private string[] Below(string path) =>
        [.. _values.Keys.Where(key => key.StartsWith(path + ":", StringComparison.OrdinalIgnoreCase))];

    private string Use(string path)
    {
        _used.Add(path);
        return _values[path];
    }

    private static string Shorten(string value) => value.Length <= 80 ? value : string.Concat(value.AsSpan(0, 80), "…");
}

/// <summary>One setting that there is.</summary>
/// <param name="Path">Its key below <c>Parley</c>.</param>
/// <param name="Default">What holds when it is not set, as the documentation shows it.</param>
/// <param name="Limit">What it may be.</param>
internal sealed record KnownOption(string Path, string Default, string Limit);
