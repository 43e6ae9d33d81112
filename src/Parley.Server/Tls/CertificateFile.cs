using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Failures;
using Parley.Server.Configuration;

namespace Parley.Server.Tls;

/// <summary>Files → the certificate that the server shows, with its key and the chain that goes with it.</summary>
internal static class CertificateFile
{
    /// <summary>The certificate, or which setting is why there is none and what is wrong.</summary>
    public static Outcome<ShownCertificate> Load(TlsOptions options)
    {
        var current = "Listen:Tls:PasswordFile";
        try
        {
            var password = options.PasswordFile is { } file ? File.ReadLines(file).FirstOrDefault()?.Trim() ?? "" : null;
            current = "Listen:Tls:Certificate";
            if (!File.Exists(options.Certificate))
            {
                return Refuse(current, "there is no such file");
            }

            var shown = IsPfx(options.Certificate) ? Pfx(options.Certificate, password) : Pem(options, password, ref current);
            if (shown.Leaf.HasPrivateKey)
            {
                return shown;
            }

            shown.Dispose();
            return Refuse(current, "the file has no private key");
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return Refuse(current, $"it cannot be used: {unusable.Message.Split('\n')[0].TrimEnd('.')}");
        }
    }

    private static ShownCertificate Pem(TlsOptions options, string? password, ref string current)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(options.Certificate!);
        if (certificates.Count == 0)
        {
            throw new CryptographicException("there is no certificate in it");
        }

        // The first one is the server's, by the rule that every tool follows; the others lead to its issuer.
        using var bare = certificates[0];
        certificates.RemoveAt(0);
        current = options.Key is null ? current : "Listen:Tls:Key";
        var key = options.Key ?? options.Certificate!;
        return new ShownCertificate(
            password is null
                ? X509Certificate2.CreateFromPemFile(options.Certificate!, key)
                : X509Certificate2.CreateFromEncryptedPemFile(options.Certificate!, password, key),
            certificates);
    }

    private static ShownCertificate Pfx(string path, string? password)
    {
        var certificates = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password);
        var leaf = certificates.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new CryptographicException("there is no certificate with a private key in it");
        certificates.Remove(leaf);
        return new ShownCertificate(leaf, certificates);
    }

    private static bool IsPfx(string path) =>
        Path.GetExtension(path).ToUpperInvariant() is ".PFX" or ".P12";

    private static ParleyError Refuse(string setting, string because) => ParleyError.Invalid(setting, because);
}
