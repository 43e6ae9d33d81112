using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Server.Configuration;

namespace Parley.Server.Tls;

/// <summary>
/// A certificate that the server signs for itself, for this machine's names: enough for whoever is told to trust it. It is
/// kept, so that it has to be told once; it is made anew some time before it ends, and when the names change.
/// </summary>
internal sealed class DevelopmentCertificate(ParleyOptions options, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(30);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);
    private static readonly TimeSpan AttemptWait = TimeSpan.FromMilliseconds(20);
    private const int Attempts = 500;

    /// <summary>Where it is kept, in <c>PARLEY_HOME</c>.</summary>
    public string CertificatePath { get; } = Path.Combine(Folder(options.Home), "localhost.pem");

    private string KeyPath { get; } = Path.Combine(Folder(options.Home), "localhost-key.pem");

    /// <summary>Why the newest one could not be kept; null: it was.</summary>
    public string? NotKept { get; private set; }

    /// <summary>Whether it is time for another one.</summary>
    public bool IsDue(ShownCertificate shown) => shown.NotAfter - time.GetUtcNow() < Renewal;

    /// <summary>The one that is kept, or a new one; of servers that share a home and start together, all have the same.</summary>
    public ShownCertificate Load()
    {
        using var alone = Alone();
        var kept = CertificateFile.Load(new TlsOptions(CertificatePath, KeyPath, null)).Value;
        if (kept is not null && !IsDue(kept) && Names().All(name => kept.Leaf.MatchesHostname(name, allowCommonName: false)))
        {
            return kept;
        }

        kept?.Dispose();
        return Make();
    }

    private static string Folder(string home) => Path.Combine(home, "tls");

    private ShownCertificate Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost, O=Parley (this machine's own)", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in Names())
        {
            if (IPAddress.TryParse(name, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(names.Build(critical: false));
        var now = time.GetUtcNow();
        var made = request.CreateSelfSigned(now - ClockSkew, now + Lifetime);
        Keep(made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        return new ShownCertificate(made, []);
    }

    /// <summary>The right to look and to make; null where it cannot be had, and the server has to do without.</summary>
    private FileStream? Alone()
    {
        var path = Path.Combine(Folder(options.Home), "lock");
        for (var attempt = 0; attempt < Attempts && MakeFolder(); attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException)
            {
                return null;
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another server is at it, for some milliseconds.
                Thread.Sleep(AttemptWait);
            }
            catch (IOException)
            {
                return null;
            }
        }

        return null;
    }

    private bool MakeFolder()
    {
        try
        {
            return Directory.CreateDirectory(Folder(options.Home)).Exists;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Each file is whole or not there.</summary>
    private void Keep(string certificate, string key)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(CertificatePath)!);
            Put(KeyPath, key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Put(CertificatePath, certificate, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            NotKept = null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            NotKept = refused.Message;
        }
    }

    private static void Put(string path, string text, UnixFileMode mode)
    {
        var part = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}";
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            file.UnixCreateMode = mode;
        }

        using (var writer = new StreamWriter(part, file))
        {
            writer.Write(text);
        }

        File.Move(part, path, overwrite: true);
    }

    private string[] Names()
    {
        var host = options.Listen.Host.Trim('[', ']');
        return
        [
            .. new[] { "localhost", "127.0.0.1", "::1", Environment.MachineName.ToLowerInvariant(), host }
                .Concat(options.Listen.AllowedHosts)
                .Where(name => Uri.CheckHostName(name) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
    }
}
