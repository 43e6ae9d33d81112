using System.Globalization;
using System.Net;
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
        var options = new ParleyOptions
        {
            Home = home,
            Listen = ReadListen(reader),
            Web = new WebOptions(
                ReadPath(reader, home, "Web:Folder", "web"),
                ReadOrigins(reader)),
            Limits = LimitReader.Read(reader),
            SocketIo = SocketIoReader.Read(reader),
            Cluster = ClusterReader.Read(reader),
            Models = ModelReader.Read(reader, home),
            Engine = new EngineOptions(
                reader.Number("Engine:Workers", Environment.ProcessorCount, 1, 256, "one a core"),
                reader.Number("Engine:QueueCapacity", 4_096, 1, 1_000_000),
                ReadPath(reader, home, "Engine:NativeFolder", "native"),
                ReadPath(reader, home, "Engine:VoiceDetector", "models/silero-vad/silero_vad_v5.onnx"))
            {
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

    private static ListenerOptions ReadListen(OptionReader reader)
    {
        const string HostPath = "Listen:Host";
        var host = reader.Text(HostPath, "127.0.0.1", "an IP address, localhost, or * for every address");
        if (host is not ("localhost" or "*") && !IPAddress.TryParse(host.Trim('[', ']'), out _))
        {
            reader.Refuse(HostPath, "an IP address of this machine, localhost, or * for every address is needed");
        }

        var port = reader.Number("Listen:Port", DefaultPort, 0, IPEndPoint.MaxPort);
        return new ListenerOptions(
            host,
            port,
            ReadGrpc(reader, port),
            reader.List("Listen:AllowedHosts", "host names without port, or *"));
    }

    private static int? ReadGrpc(OptionReader reader, int port)
    {
        const string GrpcPath = "Listen:Grpc";
        const string Allowed = "0 to 65535, next (the one after Listen:Port; a free one when that is 0), or off";
        switch (reader.Text(GrpcPath, "next", Allowed))
        {
            case "off":
                return null;
            case "next" when port < IPEndPoint.MaxPort:
                return port == 0 ? 0 : port + 1;
            case "next":
                reader.Refuse(GrpcPath, $"there is no port after {port}; name one, or off");
                return null;
            case var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var own) && own <= IPEndPoint.MaxPort:
                if (own == port && own != 0)
                {
                    reader.Refuse(GrpcPath, "gRPC without TLS needs a port of its own, and Listen:Port is the same");
                }

                return own;
            default:
                reader.Refuse(GrpcPath, $"{Allowed} is needed");
                return null;
        }
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

    private static string ReadPath(OptionReader reader, string home, string path, string fallback) =>
        Path.GetFullPath(reader.Text(path, fallback, "a path; relative ones start at PARLEY_HOME"), home);
}
