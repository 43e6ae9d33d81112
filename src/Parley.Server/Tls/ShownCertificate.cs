using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Server.Tls;

/// <summary>A certificate with its key, and those that lead from it to its issuer.</summary>
internal sealed class ShownCertificate(X509Certificate2 leaf, X509Certificate2Collection chain) : IDisposable
{
    private SslStreamCertificateContext? _context;

    public X509Certificate2 Leaf => leaf;

    public DateTimeOffset NotAfter => new(leaf.NotAfter.ToUniversalTime(), TimeSpan.Zero);

    /// <summary>Built without asking the network for anything.</summary>
    public SslStreamCertificateContext Context => _context ??= SslStreamCertificateContext.Create(leaf, chain, offline: true);

    public void Dispose()
    {
        leaf.Dispose();
        foreach (var one in chain)
        {
            one.Dispose();
        }
    }
}
