namespace Parley.Server.Evaluation.Normalisation;

/// <summary>One spelling for English words that are written in two: American for British, words for titles' abbreviations.</summary>
internal static class Spellings
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["mr"] = "mister", ["mrs"] = "missus", ["missis"] = "missus", ["dr"] = "doctor", ["prof"] = "professor",
        ["jr"] = "junior", ["sr"] = "senior", ["vs"] = "versus", ["etc"] = "etcetera", ["ok"] = "okay",
        ["grey"] = "gray", ["greys"] = "grays", ["centre"] = "center", ["centres"] = "centers", ["centred"] = "centered",
        ["theatre"] = "theater", ["theatres"] = "theaters", ["metre"] = "meter", ["metres"] = "meters",
        ["litre"] = "liter", ["litres"] = "liters", ["fibre"] = "fiber", ["fibres"] = "fibers",
        ["kilometre"] = "kilometer", ["kilometres"] = "kilometers", ["centimetre"] = "centimeter",
        ["centimetres"] = "centimeters", ["defence"] = "defense", ["defences"] = "defenses", ["offence"] = "offense",
        ["offences"] = "offenses", ["licence"] = "license", ["licences"] = "licenses", ["practise"] = "practice",
        ["practised"] = "practiced", ["practising"] = "practicing", ["travelled"] = "traveled",
        ["travelling"] = "traveling", ["traveller"] = "traveler", ["travellers"] = "travelers",
        ["cancelled"] = "canceled", ["cancelling"] = "canceling", ["labelled"] = "labeled", ["labelling"] = "labeling",
        ["modelled"] = "modeled", ["modelling"] = "modeling", ["marvellous"] = "marvelous", ["woollen"] = "woolen",
        ["jewellery"] = "jewelry", ["programme"] = "program", ["programmes"] = "programs", ["plough"] = "plow",
        ["ploughs"] = "plows", ["ploughed"] = "plowed", ["catalogue"] = "catalog", ["catalogues"] = "catalogs",
        ["dialogue"] = "dialog", ["dialogues"] = "dialogs", ["skilful"] = "skillful", ["fulfil"] = "fulfill",
        ["enrol"] = "enroll", ["moustache"] = "mustache", ["pyjamas"] = "pajamas", ["sceptical"] = "skeptical",
    };

    /// <summary>British stems in -our; whatever follows them stays ("colourful" is "colorful").</summary>
    private static readonly string[] OurStems =
    [
        "colour", "favour", "honour", "labour", "neighbour", "behaviour", "harbour", "humour", "rumour", "vapour",
        "flavour", "armour", "endeavour", "parlour", "savour", "splendour", "vigour", "odour", "candour", "fervour",
    ];

    /// <summary>Stems that take -ise or -ize (and analys-, paralys-), with the endings that may follow.</summary>
    private static readonly HashSet<string> IseStems = new(StringComparer.Ordinal)
    {
        "organ", "reorgan", "real", "recogn", "apolog", "emphas", "critic", "author", "character", "civil", "color",
        "general", "harmon", "ideal", "local", "memor", "minim", "maxim", "modern", "normal", "optim", "special",
        "stabil", "standard", "summar", "symbol", "sympath", "util", "visual", "equal", "colon", "final", "fertil",
        "hypothes", "industrial", "mobil", "monopol", "neutral", "patron", "scrutin", "synchron", "terror", "categor",
    };

    private static readonly string[] IseEndings =
        ["isations", "isation", "isers", "iser", "ising", "ised", "ises", "ise"];

    private static readonly string[] YseStems = ["analys", "paralys", "catalys"];

    public static string Unify(string word)
    {
        if (Words.TryGetValue(word, out var other))
        {
            return other;
        }

        var stem = Array.Find(OurStems, our => word.StartsWith(our, StringComparison.Ordinal));
        var plain = stem is null ? word : string.Concat(stem.AsSpan(0, stem.Length - 2), "r", word.AsSpan(stem.Length));
        return Ize(plain);
    }

    private static string Ize(string word)
    {
        foreach (var ending in IseEndings)
        {
            if (word.EndsWith(ending, StringComparison.Ordinal) && IseStems.Contains(word[..^ending.Length]))
            {
                return $"{word[..^ending.Length]}iz{ending[2..]}";
            }
        }

        // "analysis" and "analyses" keep their s: the noun is spelt alike everywhere.
        var stem = Array.Find(YseStems, yse => word.StartsWith(yse, StringComparison.Ordinal));
        return stem is not null && word[stem.Length..] is "e" or "ed" or "ing" or "er" or "ers"
            ? $"{stem[..^1]}z{word[stem.Length..]}"
            : word;
    }
}
