using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.WebSockets;

/// <summary>Event log → connection: sends what a session says, live, and closes after its last word.</summary>
internal static class EventPump
{
    public static async Task RunAsync(SessionView session, long after, Connection connection)
    {
        var reason = SessionEndReason.Completed;
        try
        {
            await foreach (var logged in session.Events.FollowAsync(after, connection.Gone))
            {
                var read = logged.Event is ReplyAudio audio
                    ? await connection.SendAsync(output => EventWriter.Write(output, logged, audio: false), audio.Data)
                    : await connection.SendAsync(output => EventWriter.Write(output, logged));
                if (!read)
                {
                    return;
                }

                reason = (logged.Event as SessionEnded)?.Reason ?? reason;
            }

            if (!connection.Gone.IsCancellationRequested)
            {
                await CloseAsync(reason, connection);
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

    private static ValueTask CloseAsync(SessionEndReason reason, Connection connection) => reason switch
    {
        SessionEndReason.Shutdown => connection.CloseAsync(SessionErrors.ShuttingDown),
        SessionEndReason.Failed => connection.CloseAsync(CloseCodes.Internal, ErrorCodes.Internal),
        _ => connection.CloseAsync(CloseCodes.Normal, "session.ended"),
    };
}
