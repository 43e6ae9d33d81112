using Parley.Engine.Admission;
using Parley.Engine.Routing.Results;
using Parley.Engine.Turns;

namespace Parley.Server.Configuration;

/// <summary>Builds the options from the section <c>Parley</c>: reads all of it, then says all that is wrong with it.</summary>
internal static class ParleyOptionsReader
{
    public const string Section = "Parley";
    public const int DefaultPort = 7310;

    public static ParleyOptions Read(OptionReader reader, string home)
    {
        var remote = RemoteEngineReader.Read(reader, home);
        var options = new ParleyOptions
        {
            Home = home,
            Listen = ListenReader.Read(reader, home),
            Web = new WebOptions(
                ReadPath(reader, home, "Web:Folder", "web"),
                ReadOrigins(reader)),
            Limits = LimitReader.Read(reader),
            SocketIo = SocketIoReader.Read(reader),
            Cluster = ClusterReader.Read(reader),
            Storage = HistoryReader.ReadStorage(reader, home),
            History = HistoryReader.Read(reader),
            Assistants = AssistantReader.Read(reader, home),
            Translators = TranslatorReader.Read(reader, home),
            Remote = remote,
            Models = ModelReader.Read(reader, home, [.. remote.Recognizers.Select(recognizer => recognizer.Name)]),
            Engine = new EngineOptions(
                reader.Number("Engine:Workers", Environment.ProcessorCount, 1, 256, "one a core"),
                reader.Number("Engine:QueueCapacity", 4_096, 1, 1_000_000),
                ReadPath(reader, home, "Engine:NativeFolder", "native"),
                ReadPath(reader, home, "Engine:VoiceDetector", "models/silero-vad/silero_vad_v5.onnx"))
            {
                SpeakerEmbedding = reader.OptionalText("Engine:SpeakerEmbedding", "a path; relative ones start at PARLEY_HOME") is { } embedding
                    ? Path.GetFullPath(embedding, home)
                    : null,
                Admission = new AdmissionOptions
                {
                    FinalWait = TimeSpan.FromMilliseconds(
                        reader.Number("Engine:FinalWaitMs", (int)new AdmissionOptions().FinalWait.TotalMilliseconds, 0, 60_000)),
                },
            },
            Cache = ReadCache(reader),
            Endpointing = new EndpointingOptions
            {
                SilenceMs = reader.Number(
                    "Endpointing:SilenceMs",
                    new EndpointingOptions().SilenceMs,
                    EndpointingOptions.MinSilenceMs,
                    EndpointingOptions.MaxSilenceMs),
                MaxUtteranceMs = reader.Number(
                    "Endpointing:MaxUtteranceMs",
                    new EndpointingOptions().MaxUtteranceMs,
                    EndpointingOptions.MinUtteranceMs,
                    EndpointingOptions.MaxUtteranceMsLimit),
            },
            Logging = new LogOptions(
                reader.Choice("Logging:Level", LogLevel.Information),
                reader.Choice("Logging:Format", LogFormat.Auto)),
        };
        reader.RefuseUnknown();
        return options;
    }

    private static ResultCacheOptions ReadCache(OptionReader reader)
    {
        var usual = new ResultCacheOptions();
        return usual with
        {
            Live = TimeSpan.FromSeconds(reader.Number("Cache:LiveSeconds", (int)usual.Live.TotalSeconds, 0, 60)),
            Files = TimeSpan.FromSeconds(reader.Number("Cache:FileSeconds", (int)usual.Files.TotalSeconds, 0, 86_400)),
            MaxEntries = reader.Number("Cache:MaxEntries", usual.MaxEntries, 1, 10_000_000),
            MaxBytes = reader.WholeNumber("Cache:MaxBytes", usual.MaxBytes, 1_024, 1L << 40),
        };
    }

    private static IReadOnlyList<string> ReadOrigins(OptionReader reader)
    {
        const string OriginsPath = "Web:Origins";
        var origins = reader.List(OriginsPath, "origins such as https://example.org, or *");
        foreach (var origin in origins.Where(origin => origin is not "*" && !IsOrigin(origin)))
        {
            reader.Refuse(OriginsPath, $"'{origin}' is not an origin: scheme, host and perhaps port, nothing after them");
        }

        return origins;
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && string.Equals(text, uri.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);

    public static string ReadPath(OptionReader reader, string home, string path, string fallback) =>
        Path.GetFullPath(reader.Text(path, fallback, "a path; relative ones start at PARLEY_HOME"), home);
}
