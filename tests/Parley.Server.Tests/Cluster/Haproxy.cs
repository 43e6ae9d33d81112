using Parley.Server.Support;

namespace Parley.Server.Cluster;

/// <summary><c>deploy/haproxy.cfg</c>.</summary>
internal sealed class Haproxy : ReverseProxy
{
    /// <summary>Before nodes that speak no gRPC.</summary>
    public static Task<Haproxy> StartAsync(params Uri[] nodes) => StartAsync([.. nodes.Select(node => new ProxiedNode(node, node))]);

    public static async Task<Haproxy> StartAsync(params ProxiedNode[] nodes)
    {
        var proxy = new Haproxy();
        var both = Path.Combine(proxy.Folder, "both.pem");
        await File.WriteAllTextAsync(both, File.ReadAllText(proxy.Trusted) + File.ReadAllText(proxy.Key), Patience.Token());
        var text = Repository.Read("deploy/haproxy.cfg")
            .Replace("bind :443 ssl crt /etc/haproxy/certs/", $"bind {proxy.Tls} ssl crt {both}", StringComparison.Ordinal)
            .Replace("bind :7443 ssl crt /etc/haproxy/certs/", $"bind {proxy.OverHttp2} ssl crt {both}", StringComparison.Ordinal)
            .Replace("bind :80", $"bind {proxy.Plain}", StringComparison.Ordinal)
            // One for all: here each node has ports of its own.
            .Replace("connect port 7310", $"connect port {nodes[0].Http.Port}", StringComparison.Ordinal);
        foreach (var (index, node) in nodes.Index())
        {
            text = text.Replace($"node{index + 1}:7310", node.Http.Authority, StringComparison.Ordinal)
                .Replace($"node{index + 1}:7311", node.Grpc.Authority, StringComparison.Ordinal);
        }

        await proxy.RunAsync("haproxy", text, "-db", "-q", "-f");
        return proxy;
    }
}
