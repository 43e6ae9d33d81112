using Microsoft.AspNetCore.Http;

namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>What a request asks for, by its query string.</summary>
/// <param name="WebSocket">The transport: WebSocket, or else polling.</param>
/// <param name="Sid">The connection it belongs to; null: a new one.</param>
internal readonly record struct EngineQuery(bool WebSocket, string? Sid)
{
    private const string Version = "4";

    /// <summary>Reads the query; what is wrong with it is returned.</summary>
    public static EngineError? Read(IQueryCollection query, out EngineQuery read)
    {
        read = default;
        string? transport = query["transport"];
        if (transport is not ("polling" or "websocket"))
        {
            return EngineError.UnknownTransport;
        }

        if (!string.Equals(query["EIO"], Version, StringComparison.Ordinal))
        {
            return EngineError.UnsupportedVersion;
        }

        string? sid = query["sid"];
        read = new EngineQuery(string.Equals(transport, "websocket", StringComparison.Ordinal), string.IsNullOrEmpty(sid) ? null : sid);
        return null;
    }
}
