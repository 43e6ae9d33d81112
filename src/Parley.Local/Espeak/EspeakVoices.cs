using Parley.Failures;
using Parley.Providers;

namespace Parley.Local.Espeak;

/// <summary>Which of espeak-ng's voices speaks a text.</summary>
internal sealed class EspeakVoices(IReadOnlyList<SynthesisVoice> voices)
{
    private const string English = "en-us";

    /// <summary>The voices that OpenAI's clients name, as variants of the voice of the text's language.</summary>
    private static readonly Dictionary<string, string> Named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["alloy"] = "", ["ash"] = "+m3", ["ballad"] = "+m2", ["cedar"] = "+m5", ["coral"] = "+f2", ["echo"] = "+m1", ["fable"] = "+m6",
        ["marin"] = "+f1", ["nova"] = "+f3", ["onyx"] = "+m7", ["sage"] = "+f4", ["shimmer"] = "+f5", ["verse"] = "+m4",
    };

    /// <summary>How high each speaks English, Hz: the median over two sentences, measured.</summary>
    private static readonly Dictionary<string, double> Pitches = new(StringComparer.Ordinal)
    {
        [""] = 99, ["+m1"] = 92, ["+m2"] = 98, ["+m3"] = 103, ["+m4"] = 93, ["+m5"] = 102, ["+m6"] = 99, ["+m7"] = 103,
        ["+f1"] = 178, ["+f2"] = 187, ["+f3"] = 204, ["+f4"] = 175, ["+f5"] = 200,
    };

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["zh"] = "cmn", ["en"] = English, ["fr"] = "fr-fr", ["no"] = "nb", ["iw"] = "he",
    };

    /// <summary>What a request may call a voice besides its name.</summary>
    public static IReadOnlyCollection<string> OtherNames => [.. Aliases.Keys, "zh-TW", "zh-CN"];

    /// <summary>The voices that speak any language.</summary>
    public static IReadOnlyList<SynthesisVoice> Variants { get; } =
    [
        .. Named.Select(named => new SynthesisVoice(named.Key, SynthesisVoice.AnyLanguage, $"{char.ToUpperInvariant(named.Key[0])}{named.Key[1..]}")
        {
            PitchHz = Pitches[named.Value],
        }),
    ];

    /// <summary>The voice's name for the library, or what is wrong with the request.</summary>
    public Outcome<string> Choose(SynthesisRequest request)
    {
        if (request.Voice is null || Named.ContainsKey(request.Voice))
        {
            var variant = request.Voice is null ? "" : Named[request.Voice];
            var language = request.Language is { } stated ? OfLanguage(stated) : OfText(request.Text);
            return language is null
                ? new ParleyError(ErrorCodes.UnsupportedLanguage, $"No voice speaks '{request.Language}'.") { Param = "language" }
                : language + variant;
        }

        return OfLanguage(request.Voice) is { } voice
            ? voice
            : ParleyError.Invalid("voice", $"There is no voice '{request.Voice}'; GET /v1/audio/voices lists them.");
    }

    private string? Known(string name) =>
        voices.FirstOrDefault(voice => string.Equals(voice.Name, name, StringComparison.OrdinalIgnoreCase))?.Name;

    /// <summary>zh-TW: itself, else zh, each as it is or under the name that espeak-ng has for it.</summary>
    private string? OfLanguage(string language)
    {
        var primary = language.Split('-')[0];
        return Known(language)
            ?? (Aliases.TryGetValue(primary, out var other) ? Known(other) : null)
            ?? Known(primary)
            ?? voices.FirstOrDefault(voice => voice.Name.StartsWith(primary + "-", StringComparison.OrdinalIgnoreCase))?.Name;
    }

    /// <summary>By the first letters whose script belongs to few languages; Latin letters are read as English.</summary>
    private static string OfText(string text)
    {
        var language = English;
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case >= 0x3040 and <= 0x30FF: return "ja";
                case >= 0xAC00 and <= 0xD7AF: return "ko";
                case >= 0x0400 and <= 0x04FF: return "ru";
                case >= 0x0590 and <= 0x05FF: return "he";
                case >= 0x0600 and <= 0x06FF: return "ar";
                case >= 0x0900 and <= 0x097F: return "hi";
                case >= 0x0E00 and <= 0x0E7F: return "th";
                case >= 0x0370 and <= 0x03FF: return "el";

                // Japanese has these too, and then kana among them.
                case >= 0x3400 and <= 0x9FFF: language = "cmn"; break;
            }
        }

        return language;
    }
}
