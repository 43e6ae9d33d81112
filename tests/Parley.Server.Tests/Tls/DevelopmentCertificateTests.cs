using System.Runtime.Versioning;
using Parley.Server.Support;
using Parley.Testing;

namespace Parley.Server.Tls;

[SupportedOSPlatform("linux")]
public sealed class DevelopmentCertificateTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("parley-home-");
    private readonly VirtualTime _time = new();

    [Fact]
    public void It_is_for_this_machine_by_every_name_it_has()
    {
        using var shown = Of(("Listen:Host", "192.0.2.7"), ("Listen:AllowedHosts", "captions.example.org, *")).Load();

        foreach (var name in new[] { "localhost", "127.0.0.1", "::1", "192.0.2.7", "captions.example.org" })
        {
            Assert.True(shown.Leaf.MatchesHostname(name, allowCommonName: false), name);
        }

        Assert.False(shown.Leaf.MatchesHostname("elsewhere.example", allowCommonName: false));
    }

    [Fact]
    public void It_is_made_once_and_kept_where_only_its_owner_reads_the_key()
    {
        var own = Of();
        using var made = own.Load();
        using var again = Of().Load();

        Assert.Equal(made.Leaf.Thumbprint, again.Leaf.Thumbprint);
        Assert.True(again.Leaf.HasPrivateKey);
        Assert.Contains("BEGIN CERTIFICATE", File.ReadAllText(own.CertificatePath), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", File.ReadAllText(own.CertificatePath), StringComparison.Ordinal);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_home.FullName, "tls", "localhost-key.pem")));
    }

    [Fact]
    public void It_is_renewed_a_month_before_its_end()
    {
        using var made = Of().Load();
        _time.Advance(TimeSpan.FromDays(334));
        using var kept = Of().Load();
        _time.Advance(TimeSpan.FromDays(2));
        using var renewed = Of().Load();

        Assert.Equal(made.Leaf.Thumbprint, kept.Leaf.Thumbprint);
        Assert.NotEqual(made.Leaf.Thumbprint, renewed.Leaf.Thumbprint);
        Assert.True(renewed.NotAfter - _time.GetUtcNow() > TimeSpan.FromDays(300));
    }

    [Fact]
    public void It_is_made_anew_when_the_server_has_another_name()
    {
        using var made = Of().Load();
        using var renamed = Of(("Listen:AllowedHosts", "captions.example.org")).Load();

        Assert.NotEqual(made.Leaf.Thumbprint, renamed.Leaf.Thumbprint);
    }

    [Fact]
    public void Servers_that_start_together_have_the_same()
    {
        var thumbprints = new string[8];

        Parallel.For(0, thumbprints.Length, i => thumbprints[i] = Of().Load().Leaf.Thumbprint);

        Assert.Single(thumbprints.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public void A_home_that_cannot_be_written_to_does_without_keeping_it()
    {
        // A file where the folder should be.
        File.WriteAllText(Path.Combine(_home.FullName, "tls"), "");
        var own = Of();

        using var shown = own.Load();

        Assert.True(shown.Leaf.HasPrivateKey);
        Assert.NotNull(own.NotKept);
    }

    public void Dispose() => _home.Delete(recursive: true);

    private DevelopmentCertificate Of(params (string Key, string? Value)[] settings) =>
        new(Settings.Valid(settings) with { Home = _home.FullName }, _time);
}
