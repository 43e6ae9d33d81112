using System.Runtime.CompilerServices;
using Parley.Audio;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using SessionOptions = Parley.Engine.Sessions.SessionOptions;

namespace Parley.Server.Evaluation.Live;

/// <summary>Live sessions in this process.</summary>
/// <param name="template">Everything but the language.</param>
internal sealed class LocalLiveSessions(SessionHub hub, SessionOptions template) : ILiveSessions
{
    public Task<Outcome<ILiveSession>> OpenAsync(string language, CancellationToken cancellation)
    {
        var started = hub.Start(template with
        {
            Language = language,
            Mode = SessionMode.Stream,
            Input = new AudioFormat(AudioEncoding.S16Le, 16_000, 1),
        });
        return Task.FromResult(started.Succeeded ? Outcome.Of<ILiveSession>(new LocalLiveSession(started.Value)) : started.Error);
    }

    private sealed class LocalLiveSession(Session session) : ILiveSession
    {
        public async ValueTask SendAsync(ReadOnlyMemory<byte> samples, CancellationToken cancellation) =>
            (await session.AppendAsync(samples, null, cancellation)).ValueOrThrow();

        public ValueTask EndAsync(CancellationToken cancellation)
        {
            session.EndInput();
            return ValueTask.CompletedTask;
        }

        public async IAsyncEnumerable<SessionEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var logged in session.Events.ReadAsync(0, cancellation))
            {
                yield return logged.Event;
            }
        }

        public async ValueTask DisposeAsync()
        {
            session.Abort();
            await session.Completion;
        }
    }
}
