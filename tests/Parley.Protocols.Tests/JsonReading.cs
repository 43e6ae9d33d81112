using System.Text.Json;

namespace Parley.Protocols;

/// <summary>Short words for reading messages in assertions.</summary>
internal static class JsonReading
{
    public static string? Text(this JsonElement message, string field) => message.GetProperty(field).GetString();

    public static long Number(this JsonElement message, string field) => message.GetProperty(field).GetInt64();

    public static bool Is(this JsonElement message, string type) =>
        string.Equals(message.Text("type"), type, StringComparison.Ordinal);
}
