using Parley.Failures;

namespace Parley.Audio.Codecs;

/// <summary>
/// Turns the chunks of one live stream into samples of one channel. Not thread-safe: one stream, one decoder.
/// A refused chunk leaves the decoder able to take the next one.
/// </summary>
public interface IChunkDecoder : IDisposable
{
    /// <summary>How many samples a chunk of <paramref name="chunkBytes"/> bytes can become at most.</summary>
    int MaxSamples(int chunkBytes);

    /// <summary>Decodes one chunk; two channels are averaged. Allocates nothing, unless it refuses the chunk.</summary>
    /// <param name="chunk">Whole samples, or one packet; empty is allowed and gives no samples.</param>
    /// <param name="mono">Receives samples, −1…1, at the rate of the format; at least
    /// <see cref="MaxSamples"/> long.</param>
    /// <returns>How many samples were written, or why the chunk is not audio (<see cref="ErrorCodes.InvalidAudio"/>).</returns>
    Outcome<int> Decode(ReadOnlySpan<byte> chunk, Span<float> mono);
}
