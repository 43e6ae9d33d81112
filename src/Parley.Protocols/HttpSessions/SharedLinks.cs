using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Parley.Failures;

namespace Parley.Protocols.HttpSessions;

/// <summary>
/// Links with which a session can be read and nothing else: its id under a key of the server, so that no node needs to
/// remember whom it gave one.
/// </summary>
internal sealed class SharedLinks(IDataProtectionProvider protection)
{
    /// <summary>Longer than any link that was ever given.</summary>
    private const int LongestLink = 512;

    private readonly IDataProtector _protector = protection.CreateProtector("parley.shared-session.v1");

    /// <returns>Text that may stand in a URL; <c>resume_unavailable</c> when the nodes' common key cannot be had now.</returns>
    public Outcome<string> Make(string sessionId)
    {
        try
        {
            return _protector.Protect(sessionId);
        }
        catch (CryptographicException)
        {
            return new ParleyError(ErrorCodes.ResumeUnavailable, "No link can be made now: the nodes' common key cannot be reached.")
            {
                Retry = true, RetryAfterMs = 1_000,
            };
        }
    }

    /// <returns>The session's id; <c>session_not_found</c> for what is no link.</returns>
    public Outcome<string> Read(string link)
    {
        try
        {
            return link.Length <= LongestLink ? _protector.Unprotect(link) : HttpSessionErrors.NoSuchLink;
        }
        catch (CryptographicException)
        {
            return HttpSessionErrors.NoSuchLink;
        }
    }
}
