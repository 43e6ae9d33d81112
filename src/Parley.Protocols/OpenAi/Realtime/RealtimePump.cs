using Parley.Events;
using Parley.Failures;
using Parley.Protocols.OpenAi.Realtime.Responses;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>Event log → connection: says what one session of the core says, in the words of this wire.</summary>
internal static class RealtimePump
{
    public static async Task RunAsync(CoreSession core, SpokenItems items, SpokenResponses responses, RealtimeOutput output)
    {
        var connection = output.Connection;
        try
        {
            await foreach (var logged in core.Session.Events.FollowAsync(0, connection.Gone))
            {
                foreach (var said in items.Hear(logged.Event, core).Concat(responses.Hear(logged.Event, core)))
                {
                    await output.SayAsync(said);
                }

                if (logged.Event is SessionEnded ended)
                {
                    await EndAsync(ended.Reason, connection);
                }
            }
        }
        catch (ParleyException fellBehind)
        {
            await connection.CloseAsync(fellBehind.Error);
        }
#pragma warning disable CA1031 // One event's fault must not take down more than its connection.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            await connection.FailAsync(fault);
        }
    }

    /// <summary>A session that its client replaced says no more than that it has ended; the connection goes on.</summary>
    private static ValueTask EndAsync(SessionEndReason reason, Connection connection) => reason switch
    {
        SessionEndReason.Shutdown => connection.CloseAsync(SessionErrors.ShuttingDown),
        SessionEndReason.Failed => connection.CloseAsync(
            new ParleyError(ErrorCodes.Internal, "The session failed; the server's log says why.") { Retry = true }),
        _ => ValueTask.CompletedTask,
    };
}
