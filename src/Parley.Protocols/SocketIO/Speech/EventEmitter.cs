using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.SocketIO.SocketIo;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>
/// Event log → socket. One session's events after the other's: what a client hears of a new session comes after
/// everything that the one before had to say. What the client does not read yet waits in the log, which spares it what is
/// superseded and cuts it off at the log's bound.
/// </summary>
internal sealed class EventEmitter(ServerSocket socket, CancellationToken gone)
{
    private Task _said = Task.CompletedTask;
    private int _finishing;

    /// <summary>Sessions whose last event has not been emitted.</summary>
    public int Busy => Volatile.Read(ref _finishing);

    /// <summary>Completes when everything there is was emitted.</summary>
    public Task Said => Volatile.Read(ref _said);

    /// <param name="after">The last event that the client has.</param>
    public void Begin(SessionView session, long after, ISpeechDialect dialect)
    {
        Interlocked.Increment(ref _finishing);
        var earlier = _said;
        Volatile.Write(ref _said, Task.Run(() => RunAsync(session, after, dialect, earlier), CancellationToken.None));
    }

    private async Task RunAsync(SessionView session, long after, ISpeechDialect dialect, Task earlier)
    {
        try
        {
            await earlier;
            await foreach (var logged in session.Events.FollowAsync(after, gone))
            {
                if (dialect.Write(session, logged) is { } said)
                {
                    socket.Emit(said);
                    await socket.DrainedAsync().WaitAsync(gone);
                }
            }
        }
        catch (ParleyException fellBehind)
        {
            socket.Emit(ContractDialect.Write(fellBehind.Error));
            if (fellBehind.Error.Code is ErrorCodes.ReaderTooSlow)
            {
                socket.Disconnect();
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // Nobody is there to emit to.
        }
        finally
        {
            Interlocked.Decrement(ref _finishing);
        }
    }
}
