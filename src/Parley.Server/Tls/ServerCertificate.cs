using System.Net.Security;
using System.Security.Authentication;
using Parley.Failures;
using Parley.Server.Configuration;

namespace Parley.Server.Tls;

/// <summary>
/// The certificate that is shown at the moment. Changed files are taken up with the next connections, and the server's own
/// certificate is renewed in time, without a restart; what cannot be used changes nothing and is logged.
/// </summary>
internal sealed partial class ServerCertificate(ParleyOptions options, TimeProvider time, ILogger<ServerCertificate> logger)
{
    /// <summary>How often the files are looked at, at most.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly DevelopmentCertificate _own = new(options, time);
    private ShownCertificate? _shown;
    private DateTime _written;
    private long _looked;

    private TlsOptions Tls => options.Listen.Tls;

    /// <summary>To be called once, before anything is listened on: there is a certificate when it returns.</summary>
    /// <exception cref="ParleyException">There is none.</exception>
    public void Load()
    {
        lock (_gate)
        {
            _looked = time.GetTimestamp();
            _written = Written();
            _shown = Tls.Certificate is null ? Own() : CertificateFile.Load(Tls).ValueOrThrow();
            LogShown(logger, Tls.Certificate ?? _own.CertificatePath, _shown.NotAfter);
        }
    }

    /// <summary>What TLS is to be spoken with on the next connection.</summary>
    public SslServerAuthenticationOptions ForConnection() => new()
    {
        ServerCertificateContext = Current().Context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    private ShownCertificate Current()
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_looked) >= Look)
            {
                _looked = time.GetTimestamp();
                Renew();
            }

            return _shown!;
        }
    }

    /// <summary>The one that was shown is not disposed of: handshakes may still be using it.</summary>
    private void Renew()
    {
        if (Tls.Certificate is null)
        {
            _shown = _own.IsDue(_shown!) ? Own() : _shown;
            return;
        }

        var written = Written();
        if (written == _written)
        {
            return;
        }

        _written = written;
        var loaded = CertificateFile.Load(Tls);
        if (loaded.Succeeded)
        {
            _shown = loaded.Value;
            LogShown(logger, Tls.Certificate, _shown.NotAfter);
        }
        else
        {
            LogUnusable(logger, loaded.Error.Param, loaded.Error.Message);
        }
    }

    private ShownCertificate Own()
    {
        var own = _own.Load();
        if (_own.NotKept is { } reason)
        {
            LogNotKept(logger, _own.CertificatePath, reason);
        }

        return own;
    }

    /// <summary>When the newest of the files was written.</summary>
    private DateTime Written() => new[] { Tls.Certificate, Tls.Key, Tls.PasswordFile }
        .OfType<string>().Select(File.GetLastWriteTimeUtc).DefaultIfEmpty().Max();

    [LoggerMessage(Level = LogLevel.Information, Message = "TLS shows {Path}, valid until {NotAfter:u}")]
    private static partial void LogShown(ILogger logger, string path, DateTimeOffset notAfter);

    [LoggerMessage(Level = LogLevel.Error, Message = "The new certificate cannot be used, the one before is shown on: {Setting}: {Reason}")]
    private static partial void LogUnusable(ILogger logger, string? setting, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The certificate cannot be kept at {Path}, so that each start shows another: {Reason}")]
    private static partial void LogNotKept(ILogger logger, string path, string reason);
}
