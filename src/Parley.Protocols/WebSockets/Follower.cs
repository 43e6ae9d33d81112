using System.Globalization;
using Parley.Engine.Sessions;
using Parley.Failures;

namespace Parley.Protocols.WebSockets;

/// <summary>A client that reads along with someone's session.</summary>
internal sealed class Follower : IConversation
{
    private readonly Connection _connection;
    private readonly Task _events;

    /// <param name="after">As the query string has it; null or empty: from the first event held.</param>
    public Follower(Connection connection, SessionHub hub, string id, string? after)
    {
        _connection = connection;
        _events = Task.Run(async () => await FollowAsync(hub, id, after));
    }

    public bool AwaitsMessages => false;

    public ValueTask HandleAsync(InboundMessage message) => message.Kind switch
    {
        InboundKind.TextTooLarge => _connection.CloseAsync(SessionErrors.TextTooLarge(_connection.Limits)),
        InboundKind.Flood => _connection.CloseAsync(SessionErrors.Flood(_connection.Limits)),
        _ => _connection.RefuseAsync(SessionErrors.ReadOnly),
    };

    public void Leave(int code)
    {
        // The session is someone else's.
    }

    public void Abandon()
    {
        // The session is someone else's.
    }

    public Task SilenceAsync() => _events;

    private async ValueTask FollowAsync(SessionHub hub, string id, string? after)
    {
        var session = await hub.FindAsync(id);
        var from = 0L;
        if (!session.Succeeded)
        {
            await _connection.CloseAsync(session.Error);
        }
        else if (!string.IsNullOrEmpty(after) && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out from))
        {
            await _connection.CloseAsync(ParleyError.Invalid("after", "'after' must be the sequence number of an event."));
        }
        else if (session.Value.Events.CanReadAfter(from) is { } refusal)
        {
            await _connection.CloseAsync(refusal);
        }
        else
        {
            await EventPump.RunAsync(session.Value, from, _connection);
        }
    }
}
