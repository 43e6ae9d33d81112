using Parley.Failures;

namespace Parley.Voices;

/// <summary>Turns a voice into numbers that lie close together for one speaker. Thread-safe.</summary>
public interface ISpeakerEmbedder
{
    /// <param name="mono16k">Speech, −1…1, one channel at 16 kHz.</param>
    Task<Outcome<SpeakerEmbedding>> EmbedAsync(ReadOnlyMemory<float> mono16k, CancellationToken cancellation);
}
