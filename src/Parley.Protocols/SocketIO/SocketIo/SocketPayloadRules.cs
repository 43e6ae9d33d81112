using System.Text.Json;

namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>What payload each packet type demands.</summary>
internal static class SocketPayloadRules
{
    /// <summary>Names of events that client libraries raise themselves.</summary>
    private static readonly string[] Reserved =
        ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

    public static bool Allow(SocketPacket packet)
    {
        if (packet.Json.IsEmpty)
        {
            return packet.Type is SocketPacketType.Connect or SocketPacketType.Disconnect && packet.Id is null;
        }

        try
        {
            var json = new Utf8JsonReader(packet.Json.Span);
            return json.Read() && Allow(packet, ref json) && ReadToEnd(ref json) && AllowPlaceholders(packet);
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // What the reader says of an escape that is half of a surrogate pair.
            return false;
        }
    }

    private static bool Allow(SocketPacket packet, ref Utf8JsonReader json) => packet.Type switch
    {
        SocketPacketType.Connect => json.TokenType == JsonTokenType.StartObject,
        SocketPacketType.ConnectError => json.TokenType is JsonTokenType.StartObject or JsonTokenType.String,
        SocketPacketType.Event or SocketPacketType.BinaryEvent => json.TokenType == JsonTokenType.StartArray && AllowName(ref json),
        SocketPacketType.Ack or SocketPacketType.BinaryAck => json.TokenType == JsonTokenType.StartArray && packet.Id is not null,
        _ => false,
    };

    private static bool AllowName(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            return false;
        }

        if (json.TokenType == JsonTokenType.Number)
        {
            return true;
        }

        foreach (var reserved in Reserved)
        {
            if (json.ValueTextEquals(reserved))
            {
                return false;
            }
        }

        return json.GetString() is not null;
    }

    private static bool ReadToEnd(ref Utf8JsonReader json)
    {
        while (json.Read())
        {
        }

        return true;
    }

    /// <summary>Each attachment has its place, and each place its attachment.</summary>
    private static bool AllowPlaceholders(SocketPacket packet)
    {
        if (packet.Type is not (SocketPacketType.BinaryEvent or SocketPacketType.BinaryAck))
        {
            return true;
        }

        using var document = JsonDocument.Parse(packet.Json);
        var used = new bool[packet.Attachments];
        return Allow(document.RootElement, used) && used.All(one => one);
    }

    private static bool Allow(JsonElement element, bool[] used)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    if (!Allow(item, used))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.Object when Placeholder.Is(element):
                if (!Placeholder.TryRead(element, used.Length, out var number))
                {
                    return false;
                }

                used[number] = true;
                return true;
            case JsonValueKind.Object:
                foreach (var field in element.EnumerateObject())
                {
                    if (!Allow(field.Value, used))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return true;
        }
    }
}
