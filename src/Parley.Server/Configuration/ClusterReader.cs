using Parley.Storage.Redis;

namespace Parley.Server.Configuration;

/// <summary>Reads whether this server is one node of several.</summary>
internal static class ClusterReader
{
    public static ClusterSettings Read(OptionReader reader)
    {
        const string RedisPath = "Cluster:Redis";
        var usual = new ClusterSettings();
        var redis = reader.OptionalText(RedisPath, "host:port, and options as in redis:6379,password=…,ssl=true");
        if (redis is not null && RedisOptions.Check(redis) is { } wrong)
        {
            reader.RefuseSecret(RedisPath, wrong);
        }

        return new ClusterSettings
        {
            Redis = redis,
            Prefix = reader.Text("Cluster:Prefix", usual.Prefix, "text"),
            Node = reader.OptionalText("Cluster:Node", "a name; without one the machine's") ?? usual.Node,
            Address = ReadAddress(reader),
            Lease = Milliseconds(reader, "Cluster:LeaseMs", usual.Lease, 1_000, 60_000),
            Timeout = Milliseconds(reader, "Cluster:TimeoutMs", usual.Timeout, 50, 5_000),
            MovePatience = Milliseconds(reader, "Cluster:MovePatienceMs", usual.MovePatience, 0, 8_000),
        };
    }

    private static Uri? ReadAddress(OptionReader reader)
    {
        const string AddressPath = "Cluster:Address";
        if (reader.OptionalText(AddressPath, "http://host:port") is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (string.Equals(address.Scheme, "http", StringComparison.Ordinal) || string.Equals(address.Scheme, "https", StringComparison.Ordinal))
            && address.PathAndQuery is "/")
        {
            return address;
        }

        reader.Refuse(AddressPath, "http://host:port or https://host:port is needed, nothing after it");
        return null;
    }

    private static TimeSpan Milliseconds(OptionReader reader, string path, TimeSpan usual, int min, int max) =>
        TimeSpan.FromMilliseconds(reader.Number(path, (int)usual.TotalMilliseconds, min, max));
}
