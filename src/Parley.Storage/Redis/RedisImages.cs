using System.Globalization;
using Parley.Cluster;
using StackExchange.Redis;

namespace Parley.Storage.Redis;

/// <summary>A record as the scripts give it → <see cref="SessionImage"/>.</summary>
internal static class RedisImages
{
    /// <param name="parts">The hash, the entries asked for, the stream's length, and its oldest entry.</param>
    public static SessionImage Read(string id, RedisResult[] parts)
    {
        var fields = Fields((RedisValue[])parts[0]);
        var oldest = Events(parts[3]);
        // A stream that is shorter than what was added to it has lost its oldest entries.
        var trimmed = Number(fields, "added") > (long)parts[2];
        var first = Number(fields, "first");
        return new SessionImage(id, Number(fields, "term"))
        {
            Owner = fields["owner"],
            Revision = Number(fields, "revision"),
            Options = fields["options"],
            Checkpoint = fields["checkpoint"],
            Reserved = Number(fields, "reserved"),
            First = trimmed && oldest.Count > 0 ? Math.Max(first, oldest[0].Sequence) : first,
            Last = Number(fields, "last"),
            TimeToLive = TimeSpan.FromMilliseconds(Number(fields, "ttl")),
            Events = Events(parts[1]),
        };
    }

    private static List<StoredEvent> Events(RedisResult entries)
    {
        var events = new List<StoredEvent>();
        foreach (var entry in (RedisResult[])entries)
        {
            var pair = (RedisResult[])entry;
            var body = (RedisValue[])pair[1];
            events.Add(new StoredEvent(Sequence((string)pair[0]), (byte[])body[1]));
        }

        return events;
    }

    private static Dictionary<string, string> Fields(RedisValue[] flat)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < flat.Length; i += 2)
        {
            fields[flat[i]!] = flat[i + 1]!;
        }

        return fields;
    }

    private static long Number(Dictionary<string, string> fields, string name) =>
        long.Parse(fields[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static long Sequence(string entry) =>
        long.Parse(entry.AsSpan(0, entry.IndexOf('-', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);
}
