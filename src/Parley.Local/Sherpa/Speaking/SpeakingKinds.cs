namespace Parley.Local.Sherpa.Speaking;

/// <summary>The families of models with which sherpa-onnx speaks, and the files each needs and may have.</summary>
public static class SpeakingKinds
{
    /// <summary>A folder, of espeak-ng's data; the others are files.</summary>
    internal const string DataFolder = "data_dir";

    private static readonly Dictionary<string, Kind> Kinds = new(StringComparer.Ordinal)
    {
        ["vits"] = new(
            Required("model", (ref SpeakingModelConfig c, nint p) => c.Vits.Model = p),
            Required("tokens", (ref SpeakingModelConfig c, nint p) => c.Vits.Tokens = p),
            Optional("lexicon", (ref SpeakingModelConfig c, nint p) => c.Vits.Lexicon = p),
            Optional(DataFolder, (ref SpeakingModelConfig c, nint p) => c.Vits.DataFolder = p)),
        ["matcha"] = new(
            Required("acoustic_model", (ref SpeakingModelConfig c, nint p) => c.Matcha.AcousticModel = p),
            Required("vocoder", (ref SpeakingModelConfig c, nint p) => c.Matcha.Vocoder = p),
            Required("tokens", (ref SpeakingModelConfig c, nint p) => c.Matcha.Tokens = p),
            Optional("lexicon", (ref SpeakingModelConfig c, nint p) => c.Matcha.Lexicon = p),
            Optional(DataFolder, (ref SpeakingModelConfig c, nint p) => c.Matcha.DataFolder = p)),
        ["kokoro"] = new(
            Required("model", (ref SpeakingModelConfig c, nint p) => c.Kokoro.Model = p),
            Required("voices", (ref SpeakingModelConfig c, nint p) => c.Kokoro.Voices = p),
            Required("tokens", (ref SpeakingModelConfig c, nint p) => c.Kokoro.Tokens = p),
            Required(DataFolder, (ref SpeakingModelConfig c, nint p) => c.Kokoro.DataFolder = p),
            Optional("lexicon", (ref SpeakingModelConfig c, nint p) => c.Kokoro.Lexicon = p)),
        ["kitten"] = new(
            Required("model", (ref SpeakingModelConfig c, nint p) => c.Kitten.Model = p),
            Required("voices", (ref SpeakingModelConfig c, nint p) => c.Kitten.Voices = p),
            Required("tokens", (ref SpeakingModelConfig c, nint p) => c.Kitten.Tokens = p),
            Required(DataFolder, (ref SpeakingModelConfig c, nint p) => c.Kitten.DataFolder = p)),
        ["pocket"] = new(
            Required("lm_flow", (ref SpeakingModelConfig c, nint p) => c.Pocket.LmFlow = p),
            Required("lm_main", (ref SpeakingModelConfig c, nint p) => c.Pocket.LmMain = p),
            Required("encoder", (ref SpeakingModelConfig c, nint p) => c.Pocket.Encoder = p),
            Required("decoder", (ref SpeakingModelConfig c, nint p) => c.Pocket.Decoder = p),
            Required("text_conditioner", (ref SpeakingModelConfig c, nint p) => c.Pocket.TextConditioner = p),
            Required("vocab_json", (ref SpeakingModelConfig c, nint p) => c.Pocket.Vocabulary = p),
            Required("token_scores_json", (ref SpeakingModelConfig c, nint p) => c.Pocket.TokenScores = p))
        {
            Clones = true,
        },
    };

    internal delegate void Setter(ref SpeakingModelConfig config, nint path);

    /// <summary>Every kind.</summary>
    public static IReadOnlyCollection<string> Names => Kinds.Keys;

    /// <summary>The files that a kind needs, by role; null for an unknown kind.</summary>
    public static IReadOnlyCollection<string>? Needed(string kind) => Roles(kind, needed: true);

    /// <summary>The files that a kind may have besides.</summary>
    public static IReadOnlyCollection<string>? Possible(string kind) => Roles(kind, needed: false);

    /// <summary>Whether it speaks with the voice of a sample, and with no other.</summary>
    public static bool Clones(string kind) => Kinds.TryGetValue(kind, out var found) && found.Clones;

    internal static void Set(ref SpeakingModelConfig config, string kind, string role, nint path) =>
        Kinds[kind].Files.First(file => string.Equals(file.Role, role, StringComparison.Ordinal)).Set(ref config, path);

    private static List<string>? Roles(string kind, bool needed) =>
        Kinds.TryGetValue(kind, out var found) ? [.. found.Files.Where(file => file.Needed == needed).Select(file => file.Role)] : null;

    private static KindFile Required(string role, Setter set) => new(role, true, set);

    private static KindFile Optional(string role, Setter set) => new(role, false, set);

    private sealed record KindFile(string Role, bool Needed, Setter Set);

    private sealed record Kind(params IReadOnlyList<KindFile> Files)
    {
        public bool Clones { get; init; }
    }
}
