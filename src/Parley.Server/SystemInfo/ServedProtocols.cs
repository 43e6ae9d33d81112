using Microsoft.AspNetCore.Hosting.Server;
using Parley.Server.Configuration;
using Parley.Server.Hosting;

namespace Parley.Server.SystemInfo;

/// <summary>Which protocols are spoken where, by the ports that were really bound.</summary>
internal static class ServedProtocols
{
    public static IReadOnlyList<ProtocolReport> Of(ParleyOptions options, IServer server)
    {
        var plain = server.BoundPorts(Uri.UriSchemeHttp);
        PortReport[] secure = options.Listen.Https is null ? [] : [new PortReport(server.BoundPorts(Uri.UriSchemeHttps)[0], true)];
        PortReport[] web = [new PortReport(plain[0], false), .. secure];
        PortReport[] calls = [.. options.Listen.Grpc is null ? [] : new[] { new PortReport(plain[^1], false) }, .. secure];
        return
        [
            new ProtocolReport("websocket", "/v1/sessions", web),
            new ProtocolReport("http", "/v1/sessions", web),
            new ProtocolReport("openai", "/v1/audio/transcriptions", web),
            new ProtocolReport("openai-realtime", "/v1/realtime", web),
            new ProtocolReport("chat", "/ws/chat", web),
            .. options.SocketIo.Enabled ? new[] { new ProtocolReport("socket.io", options.SocketIo.Path, web) } : [],
            .. calls.Length > 0 ? new[] { new ProtocolReport("grpc", null, calls) } : [],
        ];
    }
}
