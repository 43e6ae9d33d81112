using System.Text.Json;

namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary><c>{"_placeholder":true,"num":0}</c>: an attachment's place in the JSON.</summary>
internal static class Placeholder
{
    public static bool Is(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty("_placeholder", out var mark)
        && mark.ValueKind == JsonValueKind.True;

    /// <summary>Which attachment it stands for; false when there is none of that number.</summary>
    public static bool TryRead(JsonElement element, int attachments, out int number)
    {
        number = 0;
        return Is(element)
            && element.TryGetProperty("num", out var written)
            && written.ValueKind == JsonValueKind.Number
            && written.TryGetInt32(out number)
            && number >= 0
            && number < attachments;
    }

    public static void Write(Utf8JsonWriter json, int number)
    {
        json.WriteStartObject();
        json.WriteBoolean("_placeholder", true);
        json.WriteNumber("num", number);
        json.WriteEndObject();
    }
}
