using Parley.Local.Apertium;
using Parley.Local.Scripted;
using Parley.Providers;

namespace Parley.Server.Configuration;

/// <summary>Reads <c>Translators</c>.</summary>
internal static class TranslatorReader
{
    private const string Catalog = "Translators:Catalog";
    private const string ApertiumPairs = "Translators:Apertium:Pairs";

    /// <summary>In the place of pairs: there are none.</summary>
    private const string None = "none";

    /// <summary>Stands for any name in the reference.</summary>
    private const string Template = "<name>";

    public static TranslatorOptions Read(OptionReader reader, string home)
    {
        _ = ReadOne(reader, home, Template, needed: false);
        var served = reader.Names(Catalog).Select(name => ReadOne(reader, home, name, needed: true)).OfType<TranslatorOption>().ToList();
        foreach (var taken in served.Where(one => one.Name.ToUpperInvariant() is "APERTIUM" or "SCRIPTED"))
        {
            reader.Refuse($"{Catalog}:{taken.Name}", $"the names {ApertiumTranslator.Name} and {ScriptedTranslator.Name} are taken");
        }

        var usual = new ApertiumOptions();
        return new TranslatorOptions(served, usual with
        {
            Pairs = ReadApertium(reader),
            MostPipelines = reader.Number("Translators:Apertium:Pipelines", usual.MostPipelines, 1, 64),
            Timeout = TimeSpan.FromMilliseconds(reader.Number("Translators:Apertium:TimeoutMs", (int)usual.Timeout.TotalMilliseconds, 100, 60_000)),
        })
        {
            TaiwanScript = reader.Flag("Translators:TaiwanScript", fallback: true),
        };
    }

    private static TranslatorOption? ReadOne(OptionReader reader, string home, string name, bool needed)
    {
        var path = $"{Catalog}:{name}";
        var kind = reader.Choice($"{path}:Kind", TranslatorKind.LibreTranslate);
        var timeout = TimeSpan.FromMilliseconds(reader.Number($"{path}:TimeoutMs", 10_000, 100, 600_000));
        var server = RemoteReader.Read(reader, home, path, needed, named: kind == TranslatorKind.OpenAi);
        var pairs = new List<LanguagePair>();
        foreach (var text in reader.List($"{path}:Pairs", "pairs such as en-zh; empty: any"))
        {
            if (text.Split('-') is [{ Length: > 1 and < 9 } from, { Length: > 1 and < 9 } to] && from.Concat(to).All(char.IsAsciiLetter))
            {
                pairs.Add(new LanguagePair(from.ToLowerInvariant(), to.ToLowerInvariant()));
            }
            else
            {
                reader.Refuse($"{path}:Pairs", $"'{text}' is no pair of BCP-47 primary languages such as en-zh");
            }
        }

        return server is null ? null : new TranslatorOption(name, kind, server with { AnswerTimeout = timeout }, pairs);
    }

    private static List<LanguagePair> ReadApertium(OptionReader reader)
    {
        var pairs = new List<LanguagePair>();
        var asked = reader.Text(ApertiumPairs, "en-es, es-en", "pairs such as en-es with commas between them, or none");
        foreach (var text in asked.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (ApertiumLanguages.Parse(text) is { } pair)
            {
                pairs.Add(pair);
            }
            else if (!string.Equals(text, None, StringComparison.OrdinalIgnoreCase))
            {
                reader.Refuse(ApertiumPairs, $"'{text}' is no pair of languages that Apertium has in Debian");
            }
        }

        return pairs;
    }
}
