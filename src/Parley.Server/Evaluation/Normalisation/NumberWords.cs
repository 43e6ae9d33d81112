namespace Parley.Server.Evaluation.Normalisation;

/// <summary>
/// How a whole number is read out, in the one way that stands for every way: 1455 is "fourteen fifty five" however it
/// was written or said, 105 is "one hundred five".
/// </summary>
internal static class NumberWords
{
    /// <summary>The largest number that is read as a whole; a longer one is read digit by digit.</summary>
    public const long Largest = 999_999_999_999_999;

    public static readonly string[] Ones =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    public static readonly string[] Tens =
        ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    public static readonly (string Name, long Value)[] Scales =
        [("trillion", 1_000_000_000_000), ("billion", 1_000_000_000), ("million", 1_000_000), ("thousand", 1_000)];

    private static readonly Dictionary<string, string> IrregularOrdinals = new(StringComparer.Ordinal)
    {
        ["one"] = "first", ["two"] = "second", ["three"] = "third", ["five"] = "fifth", ["eight"] = "eighth",
        ["nine"] = "ninth", ["twelve"] = "twelfth",
    };

    /// <summary>0 to <see cref="Largest"/>.</summary>
    public static List<string> Cardinal(long value)
    {
        var words = new List<string>();
        if (ReadAsPairs(value))
        {
            Below100(value / 100, words);
            AddSecondPair(value % 100, words);
            return words;
        }

        foreach (var (name, scale) in Scales)
        {
            if (value >= scale)
            {
                Below1000(value / scale, words);
                words.Add(name);
                value %= scale;
            }
        }

        if (value > 0 || words.Count == 0)
        {
            Below1000(value, words);
        }

        return words;
    }

    public static List<string> Ordinal(long value)
    {
        var words = Cardinal(value);
        words[^1] = OrdinalOf(words[^1]);
        return words;
    }

    /// <summary>1920 is "nineteen twenties", 80 is "eighties".</summary>
    public static List<string> Plural(long value)
    {
        var words = Cardinal(value);
        words[^1] = words[^1] switch
        {
            [.. var stem, 'y'] => stem + "ies",
            [.., 'x'] => words[^1] + "es",
            _ => words[^1] + "s",
        };
        return words;
    }

    public static string OrdinalOf(string cardinal) =>
        IrregularOrdinals.TryGetValue(cardinal, out var irregular) ? irregular
        : cardinal is [.. var stem, 'y'] ? stem + "ieth"
        : cardinal + "th";

    /// <summary>Numbers that are mostly years are read as two pairs.</summary>
    private static bool ReadAsPairs(long value) =>
        value is (>= 1010 and <= 1099) or (>= 1100 and <= 1999) or (>= 2010 and <= 2099);

    private static void AddSecondPair(long pair, List<string> words)
    {
        if (pair == 0)
        {
            words.Add("hundred");
            return;
        }

        if (pair < 10)
        {
            words.Add("oh");
        }

        Below100(pair, words);
    }

    private static void Below1000(long value, List<string> words)
    {
        if (value >= 100)
        {
            words.Add(Ones[value / 100]);
            words.Add("hundred");
            value %= 100;
            if (value == 0)
            {
                return;
            }
        }

        Below100(value, words);
    }

    private static void Below100(long value, List<string> words)
    {
        if (value < Ones.Length)
        {
            words.Add(Ones[value]);
            return;
        }

        words.Add(Tens[value / 10]);
        if (value % 10 > 0)
        {
            words.Add(Ones[value % 10]);
        }
    }
}
