using System.Text.RegularExpressions;

namespace Parley.Local.Scripted;

/// <summary>What is answered to what.</summary>
/// <param name="Pattern">A regular expression, found anywhere in what was said, in any case; without backtracking.</param>
/// <param name="Reply">The answer; <c>$1</c>, <c>$name</c> and <c>$0</c> stand for what the pattern found.</param>
public sealed record ScriptedRule(string Pattern, string Reply)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Lazy<Regex> _regex = new(() => new Regex(
        Pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Longest));

    /// <summary>What is wrong with the pattern; null: nothing.</summary>
    public static string? Problem(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking, Longest);
            return null;
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            return wrong.Message;
        }
    }

    internal string? Answer(string said) => _regex.Value.Match(said) is { Success: true } found ? found.Result(Reply) : null;
}
