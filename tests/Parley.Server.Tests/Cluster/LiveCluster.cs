using Parley.Server.Support;
using Parley.Server.Tests.Commands;
using Parley.Testing;

namespace Parley.Server.Cluster;

/// <summary>Two nodes, a Redis and a haproxy, each a process of its own; every test leaves them as it found them.</summary>
public sealed class LiveCluster : IAsyncLifetime
{
    private Task<Ledger>? _undisturbed;

    internal RedisServer Redis { get; private set; } = null!;

    internal ClusterNode[] Nodes { get; private set; } = [];

    internal Haproxy Proxy { get; private set; } = null!;

    /// <summary>What is said in most tests: five sentences, each with a second of silence.</summary>
    internal byte[] Speech { get; } = Say([.. RealSpeech.Sentences.Select(sentence => sentence.Path)]);

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartAsync();
        Nodes = [new ClusterNode(Redis, "node1"), new ClusterNode(Redis, "node2")];
        await Task.WhenAll(Nodes.Select(node => node.ReadyAsync()));
        Proxy = await Haproxy.StartAsync([.. Nodes.Select(node => node.Address)]);
    }

    public async ValueTask DisposeAsync()
    {
        await (Proxy?.DisposeAsync() ?? ValueTask.CompletedTask);
        Array.ForEach(Nodes, node => node.Dispose());
        await Redis.DisposeAsync();
    }

    /// <summary>Sentences one after the other, 16 kHz mono of 16 bits.</summary>
    internal static byte[] Say(params string[] paths)
    {
        using var all = new MemoryStream();
        foreach (var path in paths)
        {
            // After a header of 44 bytes.
            all.Write(File.ReadAllBytes(path).AsSpan(44));
            all.Write(new byte[2 * Spoken.Rate]);
        }

        return all.ToArray();
    }

    /// <summary>What <see cref="Speech"/> gives when nothing happens.</summary>
    internal Task<Ledger> UndisturbedAsync() => _undisturbed ??= Ledger.RecordAsync(Nodes[0].Address, Speech);

    /// <summary>The node that has the one session there is now.</summary>
    internal async Task<ClusterNode> ServingAsync()
    {
        ClusterNode? serving = null;
        await EventuallyAsync(async () =>
        {
            foreach (var node in Nodes)
            {
                serving = await CountAsync(node, "parley_sessions") == 1 ? node : serving;
            }

            return serving is not null;
        });
        return serving!;
    }

    internal ClusterNode OtherThan(ClusterNode node) => Nodes.Single(each => each != node);

    internal static async Task<double> CountAsync(ClusterNode node, string metric)
    {
        using var client = new HttpClient();
        var metrics = await client.GetStringAsync(new Uri(node.Address, "metrics"), Patience.Token());
        return metrics.Split('\n').Where(line => line.StartsWith($"{metric} ", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[metric.Length..], System.Globalization.CultureInfo.InvariantCulture));
    }

    internal static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        var patience = Patience.Token();
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience);
        }
    }
}
