using System.Text.Json;

namespace Parley.Protocols.Tests;

/// <summary>Short words for reading messages in assertions.</summary>
internal static class JsonReading
{
    public static string? Text(this JsonElement message, string field) => message.GetProperty(field).GetString();

    public static long Number(this JsonElement message, string field) => message.GetProperty(field).GetInt64();

    /// <summary>The text of a field that may not be missing or empty.</summary>
    public static string Some(this JsonElement message, string field) =>
        message.Text(field) is { Length: > 0 } text ? text : throw new InvalidOperationException($"'{field}' is empty.");

    public static bool Is(this JsonElement message, string type) =>
        string.Equals(message.Text("type"), type, StringComparison.Ordinal);
}
