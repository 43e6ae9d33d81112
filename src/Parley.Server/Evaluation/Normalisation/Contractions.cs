namespace Parley.Server.Evaluation.Normalisation;

/// <summary>
/// Writes contractions out where they have one reading: "don't" is "do not", "it's" is "it is". What has several
/// ("he'd", "John's") is left as it is, without its apostrophe.
/// </summary>
internal static class Contractions
{
    private static readonly Dictionary<string, string> Whole = new(StringComparer.Ordinal)
    {
        ["won't"] = "will not", ["shan't"] = "shall not", ["can't"] = "can not", ["let's"] = "let us",
    };

    private static readonly (string Ending, string Word)[] Endings =
        [("n't", "not"), ("'re", "are"), ("'ll", "will"), ("'ve", "have"), ("'m", "am")];

    /// <summary>Words whose 's is never a possessive.</summary>
    private static readonly HashSet<string> FollowedByIs = new(StringComparer.Ordinal)
    {
        "it", "he", "she", "that", "this", "there", "here", "what", "where", "who", "when", "why", "how",
    };

    /// <summary>Written without their apostrophe, these are no other words ("its", "well", "were" are).</summary>
    private static readonly Dictionary<string, string> Bare = new(StringComparer.Ordinal)
    {
        ["dont"] = "don't", ["doesnt"] = "doesn't", ["didnt"] = "didn't", ["isnt"] = "isn't", ["arent"] = "aren't",
        ["wasnt"] = "wasn't", ["werent"] = "weren't", ["havent"] = "haven't", ["hasnt"] = "hasn't", ["hadnt"] = "hadn't",
        ["couldnt"] = "couldn't", ["wouldnt"] = "wouldn't", ["shouldnt"] = "shouldn't", ["im"] = "i'm", ["ive"] = "i've",
        ["youre"] = "you're", ["youve"] = "you've", ["youll"] = "you'll", ["weve"] = "we've", ["theyre"] = "they're",
        ["theyve"] = "they've", ["theyll"] = "they'll", ["whats"] = "what's", ["thats"] = "that's",
        ["theres"] = "there's", ["wheres"] = "where's",
    };

    /// <summary>The words that a token stands for; none of them holds an apostrophe.</summary>
    public static IEnumerable<string> Expand(string token)
    {
        var word = Bare.GetValueOrDefault(token, token);
        return word.Contains('\'', StringComparison.Ordinal)
            ? Open(word).Split(' ').Select(part => part.Replace("'", "", StringComparison.Ordinal))
            : [word];
    }

    private static string Open(string word)
    {
        if (Whole.TryGetValue(word, out var whole))
        {
            return whole;
        }

        foreach (var (ending, last) in Endings)
        {
            if (word.Length > ending.Length && word.EndsWith(ending, StringComparison.Ordinal) && !IsAint(word))
            {
                return $"{Open(word[..^ending.Length])} {last}";
            }
        }

        return word.EndsWith("'s", StringComparison.Ordinal) && FollowedByIs.Contains(word[..^2]) ? $"{word[..^2]} is" : word;
    }

    private static bool IsAint(string word) => string.Equals(word, "ain't", StringComparison.Ordinal);
}
