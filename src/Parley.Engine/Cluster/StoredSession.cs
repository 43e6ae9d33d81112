using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Cluster;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;

namespace Parley.Engine.Cluster;

/// <summary>What a directory keeps of a session, to text and back. Pure.</summary>
internal static class StoredSession
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write(SessionOptions options) => JsonSerializer.Serialize(options, Json);

    public static string Write(SessionCheckpoint checkpoint) => JsonSerializer.Serialize(checkpoint, Json);

    public static StoredEvent Write(LoggedEvent logged) => new(logged.Sequence, JsonSerializer.SerializeToUtf8Bytes(
        logged.Event is ErrorRaised raised ? new Entry { Error = raised.Error } : new Entry { Event = logged.Event }, Json));

    public static SessionOptions Options(SessionImage image) => JsonSerializer.Deserialize<SessionOptions>(image.Options, Json)!;

    public static SessionCheckpoint Checkpoint(SessionImage image) =>
        JsonSerializer.Deserialize<SessionCheckpoint>(image.Checkpoint, Json)!;

    public static IEnumerable<LoggedEvent> Events(SessionImage image) => image.Events.Select(stored =>
    {
        var entry = JsonSerializer.Deserialize<Entry>(stored.Body.Span, Json)!;
        return new LoggedEvent(stored.Sequence, entry.Error is { } error ? new ErrorRaised(error) : entry.Event!);
    });

    /// <summary>An event; errors in their own form, of which the event shows but a view.</summary>
    private sealed record Entry
    {
        public SessionEvent? Event { get; init; }

        public ParleyError? Error { get; init; }
    }
}
