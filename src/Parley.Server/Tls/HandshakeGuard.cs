using Microsoft.AspNetCore.Connections;

namespace Parley.Server.Tls;

/// <summary>
/// What comes instead of a client's first word of TLS ends its connection, and nothing more: the framework, which has no
/// certificate until it has read that word, would take it for a fault of the server's and log it as one.
/// </summary>
internal static class HandshakeGuard
{
    public static ConnectionDelegate Around(ConnectionDelegate next) => async connection =>
    {
        try
        {
            await next(connection);
        }
        catch (NotSupportedException)
        {
            connection.Abort();
        }
    };
}
