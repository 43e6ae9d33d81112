using System.Text.Json;

namespace Parley.Remote.LibreTranslate;

/// <summary>The codes that a server knows, and which of them a BCP-47 tag is: servers of different ages name them differently.</summary>
internal sealed class LibreTranslateLanguages
{
    private static readonly Dictionary<string, string[]> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["zh-TW"] = ["zh-Hant", "zt"],
        ["zh-HK"] = ["zh-Hant", "zt"],
        ["zh-Hant"] = ["zh-Hant", "zt"],
        ["zh"] = ["zh-Hans", "zh"],
        ["zh-CN"] = ["zh-Hans", "zh"],
        ["zh-Hans"] = ["zh-Hans", "zh"],
        ["pt-BR"] = ["pt-BR", "pb"],
        ["no"] = ["nb"],
    };

    private readonly HashSet<string> _codes;

    private LibreTranslateLanguages(HashSet<string> codes) => _codes = codes;

    /// <summary>What <c>/languages</c> answers.</summary>
    /// <exception cref="JsonException">It is no list of languages.</exception>
    public static LibreTranslateLanguages Parse(ReadOnlyMemory<byte> answer)
    {
        using var json = JsonDocument.Parse(answer);
        return new LibreTranslateLanguages(
            json.RootElement.EnumerateArray().Select(language => language.GetProperty("code").GetString() ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The server's code; null: it does not know the language.</summary>
    public string? Code(string tag) => string.Equals(tag, "auto", StringComparison.OrdinalIgnoreCase)
        ? "auto"
        : OtherNames.GetValueOrDefault(tag, []).Prepend(tag).Append(tag.Split('-')[0]).FirstOrDefault(_codes.Contains);
}
