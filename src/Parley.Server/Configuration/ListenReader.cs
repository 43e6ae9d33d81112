using System.Globalization;
using System.Net;
using Parley.Server.Tls;

namespace Parley.Server.Configuration;

/// <summary>Reads where the server listens, under which names, and with which certificate.</summary>
internal static class ListenReader
{
    public static ListenerOptions Read(OptionReader reader, string home)
    {
        const string HostPath = "Listen:Host";
        var host = reader.Text(HostPath, "127.0.0.1", "an IP address, localhost, or * for every address");
        if (host is not ("localhost" or "*") && !IPAddress.TryParse(host.Trim('[', ']'), out _))
        {
            reader.Refuse(HostPath, "an IP address of this machine, localhost, or * for every address is needed");
        }

        var port = reader.Number("Listen:Port", ParleyOptionsReader.DefaultPort, 0, IPEndPoint.MaxPort);
        var grpc = ReadPort(reader, "Listen:Grpc", port, 1, "the one after Listen:Port");
        var https = ReadPort(reader, "Listen:Https", port, grpc == port + 2 ? 3 : 2, "the first that is left after Listen:Port and one more");
        RefuseSame(reader, "Listen:Grpc", grpc, "Listen:Port", port, "gRPC without TLS needs a port of its own");
        RefuseSame(reader, "Listen:Https", https, "Listen:Port", port, "TLS needs a port of its own");
        RefuseSame(reader, "Listen:Https", https, "Listen:Grpc", grpc, "TLS needs a port of its own");
        return new ListenerOptions(host, port, grpc, reader.List("Listen:AllowedHosts", "host names without port, or *"))
        {
            Https = https,
            Tls = ReadTls(reader, home),
        };
    }

    private static int? ReadPort(OptionReader reader, string path, int port, int next, string which)
    {
        var allowed = $"0 to 65535, next ({which}; a free one when that is 0), or off";
        switch (reader.Text(path, "next", allowed))
        {
            case "off":
                return null;
            case "next" when port + next <= IPEndPoint.MaxPort:
                return port == 0 ? 0 : port + next;
            case "next":
                reader.Refuse(path, $"there is no port after {IPEndPoint.MaxPort}; name one, or off");
                return null;
            case var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var own) && own <= IPEndPoint.MaxPort:
                return own;
            default:
                reader.Refuse(path, $"{allowed} is needed");
                return null;
        }
    }

    private static void RefuseSame(OptionReader reader, string path, int? one, string otherPath, int? other, string why)
    {
        if (one is > 0 && one == other)
        {
            reader.Refuse(path, $"{why}, and {otherPath} is the same");
        }
    }

    private static TlsOptions ReadTls(OptionReader reader, string home)
    {
        const string CertificatePath = "Listen:Tls:Certificate";
        var certificate = ReadFile(reader, home, CertificatePath);
        var key = ReadFile(reader, home, "Listen:Tls:Key");
        var password = ReadFile(reader, home, "Listen:Tls:PasswordFile");
        var tls = new TlsOptions(certificate, key, password);
        if (certificate is null && (key ?? password) is not null)
        {
            reader.Refuse(CertificatePath, "it is needed where Listen:Tls:Key or Listen:Tls:PasswordFile is set");
        }
        else if (certificate is not null && CertificateFile.Load(tls) is { Error: { } unusable })
        {
            reader.Refuse(unusable.Param!, unusable.Message);
        }

        return tls;
    }

    private static string? ReadFile(OptionReader reader, string home, string path) =>
        reader.OptionalText(path, "a path; relative ones start at PARLEY_HOME") is { } file ? Path.GetFullPath(file, home) : null;
}
