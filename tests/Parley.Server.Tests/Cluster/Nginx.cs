using Parley.Server.Support;

namespace Parley.Server.Cluster;

/// <summary><c>deploy/nginx.conf</c>.</summary>
internal sealed class Nginx : ReverseProxy
{
    public static async Task<Nginx> StartAsync(params ProxiedNode[] nodes)
    {
        var proxy = new Nginx();
        var folders = string.Concat(
            ((string[])["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]).Select(what => $"{what}_temp_path {proxy.Folder}/{what};\n"));
        var text = Repository.Read("deploy/nginx.conf")
            .Replace("listen 80;", $"listen {proxy.Plain};", StringComparison.Ordinal)
            .Replace("listen 443 ", $"listen {proxy.Tls} ", StringComparison.Ordinal)
            .Replace("listen 7443 ", $"listen {proxy.OverHttp2} ", StringComparison.Ordinal)
            .Replace("/etc/nginx/certs/parley.crt", proxy.Trusted, StringComparison.Ordinal)
            .Replace("/etc/nginx/certs/parley.key", proxy.Key, StringComparison.Ordinal)
            .Replace("http {\n", $"http {{\naccess_log off;\n{folders}", StringComparison.Ordinal);
        foreach (var (index, node) in nodes.Index())
        {
            text = text.Replace($"node{index + 1}:7310", node.Http.Authority, StringComparison.Ordinal)
                .Replace($"node{index + 1}:7311", node.Grpc.Authority, StringComparison.Ordinal);
        }

        // In one process, which ends when it is killed.
        await proxy.RunAsync("nginx", $"daemon off;\nmaster_process off;\npid {proxy.Folder}/pid;\n{text}", "-e", "stderr", "-p", proxy.Folder, "-c");
        return proxy;
    }
}
