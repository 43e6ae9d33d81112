using Google.Protobuf;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.WebSockets;
using Parley.V1;

namespace Parley.Protocols.Grpc.Speech;

/// <summary>Event log → call: sends what a session says, live, up to its last word, which is the end of the call.</summary>
internal static class SpeechPump
{
    public static async Task<GrpcStatus> RunAsync<TRequest>(
        SessionView session, long after, GrpcCall<TRequest, StreamResponse> call, CancellationToken cancellation)
        where TRequest : class, IMessage<TRequest>, new()
    {
        var reason = SessionEndReason.Completed;
        try
        {
            await foreach (var logged in session.Events.FollowAsync(after, cancellation))
            {
                await call.WriteAsync(SpeechEvents.Message(logged));
                reason = (logged.Event as Events.SessionEnded)?.Reason ?? reason;
            }

            cancellation.ThrowIfCancellationRequested();
            return StatusOf(reason) is { } error ? SpeechStatus.Of(error, call.Context) : GrpcStatus.Ok;
        }
        catch (ParleyException fellBehind)
        {
            return SpeechStatus.Of(fellBehind.Error, call.Context);
        }
    }

    /// <summary>Why a call fails whose session ended so; null when it does not.</summary>
    public static ParleyError? StatusOf(SessionEndReason reason) => reason switch
    {
        SessionEndReason.Shutdown => SessionErrors.ShuttingDown,
        SessionEndReason.Failed => SpeechErrors.Failed,
        _ => null,
    };
}
