namespace Parley.Protocols.OpenAi;

/// <summary>verbose_json names languages in English, in lower case, where everything else uses their codes.</summary>
internal static class LanguageNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["af"] = "afrikaans", ["ar"] = "arabic", ["az"] = "azerbaijani", ["be"] = "belarusian", ["bg"] = "bulgarian",
        ["bn"] = "bengali", ["bs"] = "bosnian", ["ca"] = "catalan", ["cs"] = "czech", ["cy"] = "welsh",
        ["da"] = "danish", ["de"] = "german", ["el"] = "greek", ["en"] = "english", ["es"] = "spanish",
        ["et"] = "estonian", ["eu"] = "basque", ["fa"] = "persian", ["fi"] = "finnish", ["fr"] = "french",
        ["ga"] = "irish", ["gl"] = "galician", ["gu"] = "gujarati", ["he"] = "hebrew", ["hi"] = "hindi",
        ["hr"] = "croatian", ["hu"] = "hungarian", ["hy"] = "armenian", ["id"] = "indonesian", ["is"] = "icelandic",
        ["it"] = "italian", ["ja"] = "japanese", ["jv"] = "javanese", ["ka"] = "georgian", ["kk"] = "kazakh",
        ["km"] = "khmer", ["kn"] = "kannada", ["ko"] = "korean", ["la"] = "latin", ["lt"] = "lithuanian",
        ["lv"] = "latvian", ["mi"] = "maori", ["mk"] = "macedonian", ["ml"] = "malayalam", ["mr"] = "marathi",
        ["ms"] = "malay", ["my"] = "myanmar", ["nan"] = "hokkien", ["ne"] = "nepali", ["nl"] = "dutch",
        ["no"] = "norwegian", ["pa"] = "punjabi", ["pl"] = "polish", ["pt"] = "portuguese", ["ro"] = "romanian",
        ["ru"] = "russian", ["si"] = "sinhala", ["sk"] = "slovak", ["sl"] = "slovenian", ["sq"] = "albanian",
        ["sr"] = "serbian", ["sv"] = "swedish", ["sw"] = "swahili", ["ta"] = "tamil", ["te"] = "telugu",
        ["th"] = "thai", ["tl"] = "tagalog", ["tr"] = "turkish", ["uk"] = "ukrainian", ["ur"] = "urdu",
        ["vi"] = "vietnamese", ["yue"] = "cantonese", ["zh"] = "chinese",
    };

    private static readonly Dictionary<string, string> Codes =
        Names.ToDictionary(entry => entry.Value, entry => entry.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>"english" of "en-US"; a code that has no name here stands for itself.</summary>
    public static string NameOf(string code) => Names.GetValueOrDefault(code.Split('-')[0], code);

    /// <summary>"en" of "English"; anything else is taken for a code.</summary>
    public static string CodeOf(string nameOrCode) => Codes.GetValueOrDefault(nameOrCode, nameOrCode);
}
