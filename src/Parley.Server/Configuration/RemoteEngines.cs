using Parley.Local.Models;
using Parley.Providers;
using Parley.Remote.OpenAi;

namespace Parley.Server.Configuration;

/// <summary>Recognisers and voices that are reached over the network, and the voices' models of this process.</summary>
public sealed record RemoteEngines(IReadOnlyList<RemoteRecognizer> Recognizers, IReadOnlyList<RemoteVoice> Voices)
{
    public IReadOnlyList<LocalVoice> LocalVoices { get; init; } = [];
}

/// <param name="Name">The name under which clients ask for it.</param>
/// <param name="Languages">BCP-47 primary languages; empty: any.</param>
public sealed record RemoteRecognizer(string Name, OpenAiServer Server, IReadOnlyList<string> Languages);

/// <param name="Name">The name under which clients ask for it.</param>
/// <param name="Voices">At least one; the first speaks when none is asked for.</param>
public sealed record RemoteVoice(string Name, OpenAiServer Server, IReadOnlyList<SynthesisVoice> Voices);

/// <summary>Reads <c>Recognizers</c> and <c>Voices</c>.</summary>
internal static class RemoteEngineReader
{
    /// <summary>Stands for any name in the reference.</summary>
    private const string Template = "<name>";

    public static RemoteEngines Read(OptionReader reader, string home)
    {
        _ = ReadRecognizer(reader, home, Template, needed: false);
        _ = ReadVoice(reader, home, Template, needed: false);
        var voices = VoiceModelReader.Read(reader, home);
        return new RemoteEngines(
            [.. reader.Names("Recognizers").Select(name => ReadRecognizer(reader, home, name, needed: true)).OfType<RemoteRecognizer>()],
            [.. reader.Names("Voices").Except(voices.Select(voice => voice.Name), StringComparer.OrdinalIgnoreCase)
                .Select(name => ReadVoice(reader, home, name, needed: true)).OfType<RemoteVoice>()])
        {
            LocalVoices = voices,
        };
    }

    private static RemoteRecognizer? ReadRecognizer(OptionReader reader, string home, string name, bool needed)
    {
        var path = $"Recognizers:{name}";
        var server = ReadServer(reader, home, path, needed);
        var languages = reader.List($"{path}:Languages", "BCP-47 primary languages; empty: any");
        return server is null ? null : new RemoteRecognizer(name, server, languages);
    }

    private static RemoteVoice? ReadVoice(OptionReader reader, string home, string name, bool needed)
    {
        var path = $"Voices:{name}";
        var server = ReadServer(reader, home, path, needed);
        var voices = reader.List($"{path}:Names", VoiceModelReader.NamesLimit);
        if (needed && voices.Count == 0)
        {
            reader.Refuse($"{path}:Names", "at least one voice is needed");
        }

        return server is null || voices.Count == 0 ? null : new RemoteVoice(name, server, [.. voices.Select(one => new SynthesisVoice(one, SynthesisVoice.AnyLanguage, one))]);
    }

    private static OpenAiServer? ReadServer(OptionReader reader, string home, string path, bool needed)
    {
        var timeout = TimeSpan.FromMilliseconds(reader.Number($"{path}:TimeoutMs", 15_000, 100, 600_000));
        return RemoteReader.Read(reader, home, path, needed) is { } server ? server with { AnswerTimeout = timeout } : null;
    }
}
