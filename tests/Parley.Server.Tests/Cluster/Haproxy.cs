using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Server.Support;

namespace Parley.Server.Cluster;

/// <summary>A real haproxy with <c>deploy/haproxy.cfg</c>, whose nodes, ports and certificate are a test's own.</summary>
internal sealed class Haproxy : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-haproxy-").FullName;
    private Process? _process;

    private Haproxy()
    {
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>Of its certificate, which nobody has signed.</summary>
    public string Fingerprint { get; private set; } = "";

    /// <summary>The same over TLS.</summary>
    public Uri Secure { get; private set; } = null!;

    public static async Task<Haproxy> StartAsync(params Uri[] nodes)
    {
        var proxy = new Haproxy();
        var ports = FreePorts(3);
        (proxy.Address, proxy.Secure) = (new Uri($"http://127.0.0.1:{ports[0]}"), new Uri($"https://127.0.0.1:{ports[1]}"));
        var certificate = proxy.WriteCertificate();
        var text = Repository.Read("deploy/haproxy.cfg")
            .Replace(":443 ssl crt /etc/haproxy/certs/", $"127.0.0.1:{ports[1]} ssl crt {certificate}", StringComparison.Ordinal)
            .Replace(":7443 ssl crt /etc/haproxy/certs/", $"127.0.0.1:{ports[2]} ssl crt {certificate}", StringComparison.Ordinal)
            .Replace("bind :80", $"bind 127.0.0.1:{ports[0]}", StringComparison.Ordinal);
        foreach (var (index, node) in nodes.Index())
        {
            text = text.Replace($"node{index + 1}:7310", $"127.0.0.1:{node.Port}", StringComparison.Ordinal)
                .Replace($"node{index + 1}:7311", $"127.0.0.1:{node.Port}", StringComparison.Ordinal);
        }

        var file = Path.Combine(proxy._folder, "haproxy.cfg");
        await File.WriteAllTextAsync(file, text, Patience.Token());
        proxy._process = Process.Start(new ProcessStartInfo("haproxy", ["-db", "-q", "-f", file]) { UseShellExecute = false })!;
        try
        {
            await proxy.ReadyAsync();
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task ReadyAsync()
    {
        var patience = Patience.Token();
        using var client = new HttpClient { BaseAddress = Address };
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("health/ready", patience);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                Assert.False(_process!.HasExited, "haproxy ended; its configuration is not accepted.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), patience);
        }
    }

    private string WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Fingerprint = certificate.GetCertHashString();
        var file = Path.Combine(_folder, "certificate.pem");
        File.WriteAllText(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return file;
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
