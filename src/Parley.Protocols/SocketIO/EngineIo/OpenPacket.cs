using System.Text.Json;
using Parley.Protocols.Http;

namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>What a client is told first.</summary>
internal static class OpenPacket
{
    public static ReadOnlyMemory<byte> Write(string id, bool upgradable, EngineIoOptions options) => JsonBody.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteString("sid", id);
        json.WriteStartArray("upgrades");
        if (upgradable)
        {
            json.WriteStringValue("websocket");
        }

        json.WriteEndArray();
        WriteMilliseconds(json, "pingInterval", options.PingInterval);
        WriteMilliseconds(json, "pingTimeout", options.PingTimeout);
        json.WriteNumber("maxPayload", options.MaxPayload);
        json.WriteEndObject();
    });

    private static void WriteMilliseconds(Utf8JsonWriter json, string name, TimeSpan span) =>
        json.WriteNumber(name, (long)span.TotalMilliseconds);
}
