using Parley.Server.Configuration;
using Parley.Server.Tls;

namespace Parley.Server.Commands.Doctor;

/// <summary>Whether the certificate of TLS is one that clients accept.</summary>
internal static class CertificateChecks
{
    /// <summary>Time to get another one.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    /// <summary>Null where there is none to look at: no TLS, or a certificate that the server is going to make.</summary>
    public static Finding? Configured(ListenerOptions listen, DateTimeOffset now)
    {
        if (listen.Https is null || listen.Tls.Certificate is not { } path)
        {
            return null;
        }

        var loaded = CertificateFile.Load(listen.Tls);
        if (!loaded.Succeeded)
        {
            return Finding.Amiss($"certificate {path}: {loaded.Error.Message}", $"correct {loaded.Error.Param}; docs/configuration.md explains it");
        }

        using var certificate = loaded.Value;
        var until = $"{certificate.NotAfter:u}";
        return certificate.NotAfter - now > Soon
            ? Finding.Fine($"certificate {path}: valid until {until}")
            : Finding.Amiss($"certificate {path}: valid until {until} only", "renew it; the running server takes the new file up by itself");
    }
}
