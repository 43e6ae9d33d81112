using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Server.Support;

namespace Parley.Server.Cluster;

/// <summary>Where a proxy finds a node.</summary>
internal sealed record ProxiedNode(Uri Http, Uri Grpc);

/// <summary>A real proxy with a configuration of <c>deploy/</c>, whose nodes, ports and certificate are a test's own.</summary>
internal abstract class ReverseProxy : IAsyncDisposable
{
    private Process? _process;

    protected ReverseProxy()
    {
        var ports = FreePorts(3);
        (Plain, Tls, OverHttp2) = ($"127.0.0.1:{ports[0]}", $"127.0.0.1:{ports[1]}", $"127.0.0.1:{ports[2]}");
        Folder = Directory.CreateTempSubdirectory("parley-proxy-").FullName;
        WriteCertificate();
    }

    public Uri Address => new($"http://{Plain}");

    /// <summary>The same over TLS.</summary>
    public Uri Secure => new($"https://{Tls}");

    /// <summary>Where gRPC is spoken, over TLS: host and port.</summary>
    public string Grpc => OverHttp2.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>Of its certificate, which nobody has signed.</summary>
    public string Fingerprint { get; private set; } = "";

    /// <summary>The certificate that clients have to trust.</summary>
    public string Trusted => Path.Combine(Folder, "certificate.pem");

    protected string Plain { get; }

    protected string Tls { get; }

    protected string OverHttp2 { get; }

    protected string Folder { get; }

    protected string Key => Path.Combine(Folder, "key.pem");

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

        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Started and able to reach a node.</summary>
    protected async Task RunAsync(string program, string configuration, params string[] arguments)
    {
        var file = Path.Combine(Folder, "configuration");
        await File.WriteAllTextAsync(file, configuration, Patience.Token());
        _process = Process.Start(new ProcessStartInfo(program, [.. arguments, file]) { UseShellExecute = false })!;
        try
        {
            await ReadyAsync(program);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private async Task ReadyAsync(string program)
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
                Assert.False(_process!.HasExited, $"{program} ended; its configuration is not accepted.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), patience);
        }
    }

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Fingerprint = certificate.GetCertHashString();
        File.WriteAllText(Trusted, certificate.ExportCertificatePem() + "\n");
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem() + "\n");
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
