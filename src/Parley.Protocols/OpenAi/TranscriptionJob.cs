using System.Threading.Channels;
using Parley.Audio.Files;
using Parley.Engine.Sessions;
using Parley.Engine.Transcription;
using Parley.Events;
using Parley.Failures;

namespace Parley.Protocols.OpenAi;

/// <summary>Turns a recording into finals, in the background, from the moment it is made.</summary>
internal sealed class TranscriptionJob : IAsyncDisposable
{
    // Unbounded by count: the longest recording accepted bounds it, and the session is free as soon as it is done.
    private readonly Channel<TranscriptFinal> _finals =
        Channel.CreateUnbounded<TranscriptFinal>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly CancellationTokenSource _stop;

    /// <param name="open">Opens the recording.</param>
    public TranscriptionJob(
        SessionHub hub,
        Func<CancellationToken, ValueTask<Outcome<IAudioSource>>> open,
        FileTranscriptionOptions options,
        CancellationToken stop)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Ended = Task.Run(() => RunAsync(hub, open, options), CancellationToken.None);
    }

    /// <summary>Completes when the work is over, with what went wrong, if anything did; finals may still be unread.</summary>
    public Task<Exception?> Ended { get; }

    /// <summary>Length of the recording; known when the last final is.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>The finals as they come. Throws <see cref="ParleyException"/> where the recording, engine or server failed.</summary>
    public IAsyncEnumerable<TranscriptFinal> ReadAsync(CancellationToken cancellation) => _finals.Reader.ReadAllAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Ended;
        _stop.Dispose();
    }

    private async Task<Exception?> RunAsync(
        SessionHub hub, Func<CancellationToken, ValueTask<Outcome<IAudioSource>>> open, FileTranscriptionOptions options)
    {
        try
        {
            await using var source = (await open(_stop.Token)).ValueOrThrow();
            await using var transcription = FileTranscription.Start(hub, source, options).ValueOrThrow();
            await foreach (var final in transcription.ReadAsync(_stop.Token))
            {
                _finals.Writer.TryWrite(final);
            }

            Duration = transcription.Duration;
            _finals.Writer.Complete();
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, it reaches whoever reads the finals.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _finals.Writer.Complete(fault);
            return fault;
        }
    }
}
