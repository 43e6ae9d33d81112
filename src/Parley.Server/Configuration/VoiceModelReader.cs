using Parley.Local.Models;
using Parley.Local.Sherpa.Speaking;

namespace Parley.Server.Configuration;

/// <summary>Reads those of <c>Voices</c> that are models of this process: they state their kind.</summary>
internal static class VoiceModelReader
{
    public const string NamesLimit = "the voices, the default first";

    /// <summary>Stands for any name in the reference.</summary>
    private const string Template = "<name>";

    private const string Remote = "openai";

    public static IReadOnlyList<LocalVoice> Read(OptionReader reader, string home)
    {
        _ = ReadVoice(reader, home, Template);
        reader.Describe($"Voices:{Template}:Files:<role>", "none", "a path; relative ones start at PARLEY_HOME");
        return [.. reader.Names("Voices").Select(name => ReadVoice(reader, home, name)).OfType<LocalVoice>()];
    }

    private static LocalVoice? ReadVoice(OptionReader reader, string home, string name)
    {
        var path = $"Voices:{name}";
        var kind = reader.Text($"{path}:Kind", Remote, string.Join(", ", [Remote, .. SpeakingKinds.Names])).ToLowerInvariant();
        var language = reader.Text($"{path}:Language", "en", "BCP-47");
        var threads = reader.Number($"{path}:Threads", 1, 1, 64);
        if (kind is Remote)
        {
            return null;
        }

        if (!SpeakingKinds.Names.Contains(kind, StringComparer.Ordinal))
        {
            reader.Refuse($"{path}:Kind", $"it is one of {Remote}, {string.Join(", ", SpeakingKinds.Names)}");
            return null;
        }

        var names = reader.List($"{path}:Names", NamesLimit);
        return new LocalVoice
        {
            Name = name,
            Kind = kind,
            Files = reader.Map($"{path}:Files").ToDictionary(file => file.Key, file => Path.GetFullPath(file.Value, home), StringComparer.Ordinal),
            Language = language,
            Speakers = names,
            Threads = threads,
        };
    }
}
