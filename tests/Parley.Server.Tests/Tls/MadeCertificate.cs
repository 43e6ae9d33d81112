using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Server.Configuration;

namespace Parley.Server.Tls;

/// <summary>A folder with a certificate in every form that operators have.</summary>
internal sealed class MadeCertificate : IDisposable
{
    public const string Password = "correct horse";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-tls-");

    public MadeCertificate(string name = "captions.example.org")
    {
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issuerRequest = new CertificateRequest("CN=Issuer", issuerKey, HashAlgorithmName.SHA256);
        issuerRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var issuer = issuerRequest.CreateSelfSigned(From, From.AddYears(1));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var leaf = request.Create(issuer, From, From.AddDays(100), [1, 2, 3, 4]);
        using var both = leaf.CopyWithPrivateKey(key);
        var chain = leaf.ExportCertificatePem() + "\n" + issuer.ExportCertificatePem() + "\n";
        Certificate = Write("chain.pem", chain);
        Key = Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        EncryptedKey = Write("encrypted.pem", key.ExportEncryptedPkcs8PrivateKeyPem(Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)));
        Together = Write("both.pem", chain + key.ExportPkcs8PrivateKeyPem());
        PasswordFile = Write("password", Password + "\n");
        Pfx = Path.Combine(_folder.FullName, "all.pfx");
        File.WriteAllBytes(Pfx, new X509Certificate2Collection { both, issuer }.Export(X509ContentType.Pfx, Password)!);
    }

    private static DateTimeOffset From { get; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public string Certificate { get; }

    public string Key { get; }

    public string EncryptedKey { get; }

    public string Together { get; }

    public string Pfx { get; }

    public string PasswordFile { get; }

    public TlsOptions Usual => new(Certificate, Key, null);

    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
