using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parley.Audio;
using Parley.Audio.Files;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;

namespace Parley.Engine.Transcription;

/// <summary>
/// A recording on its way through a batch session: audio goes in while finals come out, so that memory stays flat
/// however long the recording is. The source stays the caller's.
/// </summary>
public sealed class FileTranscription : IAsyncDisposable
{
    /// <summary>Audio taken from the source at a time, samples.</summary>
    private const int ChunkSamples = 8_000;

    /// <summary>Events that may wait for a slow reader of the finals; then the recording waits as well.</summary>
    private const int MaxLag = 128;

    private readonly Session _session;
    private readonly IAudioSource _source;
    private readonly FileTranscriptionOptions _options;
    private readonly AsyncSignal _caughtUp = new();
    private long _seen;
    private long _samples;
    private bool _shutDown;

    private FileTranscription(Session session, IAudioSource source, FileTranscriptionOptions options) =>
        (_session, _source, _options) = (session, source, options);

    /// <summary>The model that recognises.</summary>
    public string Model => _session.Model;

    /// <summary>Audio taken so far; after the last final, the length of the recording.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Interlocked.Read(ref _samples) / AudioFormat.Engine.Rate);

    /// <summary>Opens the session, or says why not: an unknown model or language, no session free, the server stopping.</summary>
    public static Outcome<FileTranscription> Start(SessionHub hub, IAudioSource source, FileTranscriptionOptions options)
    {
        var session = hub.Start(options.ToSession());
        return session.Succeeded ? new FileTranscription(session.Value, source, options) : session.Error;
    }

    /// <summary>
    /// Takes the recording to its end and gives each final as soon as it stands. Call it once. Leaving early, or
    /// cancelling, stops the work at once.
    /// </summary>
    /// <exception cref="ParleyException">The recording, the engine or the server failed; the finals before it stand.</exception>
    public async IAsyncEnumerable<TranscriptFinal> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var feeding = FeedAsync(stop.Token);
        try
        {
            await foreach (var logged in _session.Events.ReadAsync(0, stop.Token))
            {
                Interlocked.Exchange(ref _seen, logged.Sequence);
                _caughtUp.Set();
                if (Final(logged.Event) is { } final)
                {
                    yield return final;
                }
            }

            var broken = await feeding ?? (_shutDown ? Stopped : null);
            if (broken is not null)
            {
                throw new ParleyException(broken);
            }
        }
        finally
        {
            _session.Abort();
            await stop.CancelAsync();
            _caughtUp.Set();
            await ((Task)feeding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Gives up what is not recognised yet and lets go of the session.</summary>
    public async ValueTask DisposeAsync()
    {
        _session.Abort();
        await _session.Completion;
    }

    private static ParleyError Stopped { get; } =
        new(ErrorCodes.ShuttingDown, "The server stopped before the recording was finished.") { Retry = true };

    private TranscriptFinal? Final(SessionEvent said)
    {
        switch (said)
        {
            case TranscriptFinal final:
                return final;
            case ErrorRaised failed:
                throw new ParleyException(failed.Error);
            case SessionEnded ended:
                _shutDown = ended.Reason == SessionEndReason.Shutdown;
                return null;
            default:
                return null;
        }
    }

    /// <summary>Source → session. The result is what broke the recording off, if anything did.</summary>
    private async Task<ParleyError?> FeedAsync(CancellationToken stop)
    {
        var samples = new float[ChunkSamples];
        var bytes = new byte[ChunkSamples * sizeof(float)];
        try
        {
            while (true)
            {
                var read = await _source.ReadAsync(samples, stop);
                if (!read.Succeeded)
                {
                    return Broken(read.Error);
                }

                if (read.Value == 0)
                {
                    return null;
                }

                MemoryMarshal.AsBytes(samples.AsSpan(0, read.Value)).CopyTo(bytes);
                var held = await _session.AppendAsync(bytes.AsMemory(0, read.Value * sizeof(float)), null, stop);
                if (!held.Succeeded)
                {
                    // The session takes no more although its audio has not ended: the server is stopping.
                    return Stopped;
                }

                Interlocked.Add(ref _samples, read.Value);
                _options.Progress?.Report(Duration);
                await WaitForReaderAsync(stop);
            }
        }
        catch
        {
            _session.Abort();
            throw;
        }
        finally
        {
            // Whatever ended the recording, the reader of the events must come to an end too.
            _session.EndInput();
        }
    }

    private ParleyError Broken(ParleyError error)
    {
        if (!_options.KeepBeforeError)
        {
            _session.Abort();
        }

        return error;
    }

    private async Task WaitForReaderAsync(CancellationToken stop)
    {
        while (_session.Events.Last - Interlocked.Read(ref _seen) > MaxLag && !stop.IsCancellationRequested)
        {
            await _caughtUp.WaitAsync();
        }
    }
}
