using Microsoft.Extensions.Logging;
using Parley.Server.Configuration;
using Parley.Server.Support;
using Parley.Testing;

namespace Parley.Server.Tls;

/// <summary>What is shown follows the files, without a restart.</summary>
public sealed class ServerCertificateTests : IDisposable
{
    private readonly MadeCertificate _made = new();
    private readonly VirtualTime _time = new();
    private readonly KeptLog _log = new();

    [Fact]
    public void A_certificate_that_was_replaced_is_shown_from_then_on()
    {
        var server = Of(_made.Usual);
        using var renewed = new MadeCertificate();
        Replace(_made.Key, File.ReadAllText(renewed.Key));
        Replace(_made.Certificate, File.ReadAllText(renewed.Certificate));

        var before = Shown(server);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.NotEqual(before, Shown(server));
    }

    [Fact]
    public void One_that_cannot_be_used_is_logged_and_the_one_before_stays()
    {
        var server = Of(_made.Usual);
        var before = Shown(server);
        Replace(_made.Certificate, "half a file");

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(before, Shown(server));
        Assert.Contains(_log.Lines, line => line.Contains("cannot be used", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_that_did_not_change_are_not_read_again()
    {
        var server = Of(_made.Usual);
        var before = server.ForConnection().ServerCertificateContext;

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Same(before, server.ForConnection().ServerCertificateContext);
    }

    public void Dispose()
    {
        _made.Dispose();
        _log.Dispose();
    }

    private static string Shown(ServerCertificate server) => server.ForConnection().ServerCertificateContext!.TargetCertificate.Thumbprint;

    private static void Replace(string path, string text)
    {
        var later = File.GetLastWriteTimeUtc(path).AddMinutes(1);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, later);
    }

    private ServerCertificate Of(TlsOptions tls)
    {
        var options = Settings.Valid();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(_log));
        var server = new ServerCertificate(
            options with { Listen = options.Listen with { Tls = tls } }, _time, factory.CreateLogger<ServerCertificate>());
        server.Load();
        return server;
    }
}
