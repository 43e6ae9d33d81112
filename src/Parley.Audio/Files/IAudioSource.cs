using Parley.Failures;

namespace Parley.Audio.Files;

/// <summary>A recording being read from its start to its end. One reader at a time.</summary>
public interface IAudioSource : IAsyncDisposable
{
    /// <summary>What the content was recognised as: "wav", "mp3", "aac", "m4a", "flac", "ogg", "webm" or "matroska".</summary>
    string Container { get; }

    /// <summary>The length that the file claims, if it claims one. What is read may be shorter or longer.</summary>
    TimeSpan? Duration { get; }

    /// <summary>Reads on.</summary>
    /// <param name="mono16k">Receives samples, −1…1, one channel at 16 kHz; not empty.</param>
    /// <returns>
    /// How many samples were written; 0 at the end, and from then on. An error ends the recording: what was read
    /// before it stands, and reading again gives the error again.
    /// </returns>
    /// <exception cref="OperationCanceledException">Cancelled; the source can then only be disposed of.</exception>
    ValueTask<Outcome<int>> ReadAsync(Memory<float> mono16k, CancellationToken cancellation);
}
