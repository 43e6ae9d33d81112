using Parley.Failures;
using Parley.Server.Configuration;

namespace Parley.Server.Tls;

public sealed class CertificateFileTests : IDisposable
{
    private readonly MadeCertificate _made = new();

    [Theory]
    [InlineData("two files")]
    [InlineData("one file")]
    [InlineData("an encrypted key")]
    [InlineData("PFX")]
    public void A_certificate_is_taken_with_its_key_and_its_issuer(string form)
    {
        using var shown = Load(form switch
        {
            "two files" => _made.Usual,
            "one file" => new TlsOptions(_made.Together, null, null),
            "an encrypted key" => new TlsOptions(_made.Certificate, _made.EncryptedKey, _made.PasswordFile),
            _ => new TlsOptions(_made.Pfx, null, _made.PasswordFile),
        }).ValueOrThrow();

        Assert.Equal("CN=captions.example.org", shown.Leaf.Subject);
        Assert.True(shown.Leaf.HasPrivateKey);
        Assert.Equal("CN=Issuer", shown.Context.IntermediateCertificates.SingleOrDefault()?.Subject ?? "CN=Issuer");
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Equal(("Listen:Tls:Certificate", "there is no such file"), Refusal(new TlsOptions("/no/such.pem", null, null)));

    [Fact]
    public void A_certificate_without_a_key_cannot_be_shown() =>
        Assert.Equal("Listen:Tls:Certificate", Refusal(new TlsOptions(_made.Certificate, null, null)).Setting);

    [Fact]
    public void A_key_of_another_certificate_is_refused()
    {
        using var other = new MadeCertificate();

        Assert.Equal("Listen:Tls:Key", Refusal(_made.Usual with { Key = other.Key }).Setting);
    }

    [Fact]
    public void A_password_that_is_wrong_is_refused_and_not_repeated()
    {
        var wrong = _made.Write("wrong", "battery staple");

        var (setting, because) = Refusal(new TlsOptions(_made.Pfx, null, wrong));

        Assert.Equal("Listen:Tls:Certificate", setting);
        Assert.DoesNotContain("battery", because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_file_that_is_not_there_is_named() =>
        Assert.Equal("Listen:Tls:PasswordFile", Refusal(new TlsOptions(_made.Pfx, null, "/no/such/file")).Setting);

    [Fact]
    public void A_file_that_holds_something_else_is_refused() =>
        Assert.Equal("Listen:Tls:Certificate", Refusal(new TlsOptions(_made.Write("notes.pem", "no certificate"), null, null)).Setting);

    public void Dispose() => _made.Dispose();

    private static Outcome<ShownCertificate> Load(TlsOptions options) => CertificateFile.Load(options);

    private static (string? Setting, string Because) Refusal(TlsOptions options) =>
        Load(options).Error is { } error ? (error.Param, error.Message) : throw new InvalidOperationException("It was accepted.");
}
