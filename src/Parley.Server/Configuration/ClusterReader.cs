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

        var node = ReadNode(reader);
        return new ClusterSettings
        {
            Redis = redis,
            Prefix = reader.Text("Cluster:Prefix", usual.Prefix, "text"),
            Node = node ?? usual.Node,
            IdPrefix = node is null ? "" : $"{node}.",
            RenewEvery = Milliseconds(reader, "Cluster:RenewMs", usual.RenewEvery, 300, 10_000),
            Timeout = Milliseconds(reader, "Cluster:TimeoutMs", usual.Timeout, 50, 5_000),
            MovePatience = Milliseconds(reader, "Cluster:MovePatienceMs", usual.MovePatience, 0, 8_000),
        };
    }

    private static string? ReadNode(OptionReader reader)
    {
        const string NodePath = "Cluster:Node";
        const int Longest = 32;
        var node = reader.OptionalText(NodePath, "a name of letters, digits and -");
        if (node is not null && (node.Length > Longest || !node.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')))
        {
            reader.Refuse(NodePath, $"1 to {Longest} letters, digits and - are needed");
        }

        return node;
    }

    private static TimeSpan Milliseconds(OptionReader reader, string path, TimeSpan usual, int min, int max) =>
        TimeSpan.FromMilliseconds(reader.Number(path, (int)usual.TotalMilliseconds, min, max));
}
