using Parley.Audio;

namespace Parley.Engine.Stages;

/// <summary>
/// When to decode in a pause: as late as it takes for the text to be there when the utterance can first be closed. Every
/// other pause is none, and what was decoded in it is thrown away. Positions are samples, 16 kHz.
/// </summary>
/// <param name="shortestSilence">The silence that can close an utterance, samples; null when only the client closes it: then any moment may be the last.</param>
internal sealed class GuessTiming(long? shortestSilence)
{
    private const int Rate = AudioFormat.EngineRate;

    /// <summary>Audio comes in pieces, and the next decode may take a little longer than the last.</summary>
    private const long Reserve = (long)(0.032 * Rate);
    private const double Longer = 1.25;

    /// <summary>How fast a slower decode is believed. A quicker one is at once: slower ones only waited longer for their turn.</summary>
    private const double Belief = 0.25;

    private double? _secondsPerSecond;

    /// <summary>A decode of <paramref name="spoken"/> samples of speech took so long.</summary>
    public void Took(TimeSpan decode, long spoken)
    {
        var measured = decode.TotalSeconds / Math.Max(1, spoken) * Rate;
        _secondsPerSecond = _secondsPerSecond < measured ? _secondsPerSecond + ((measured - _secondsPerSecond) * Belief) : measured;
    }

    /// <summary>Where to decode in the pause after speech from <paramref name="start"/> to <paramref name="end"/>; at once, while nothing was measured.</summary>
    public long Due(long start, long end) => shortestSilence is { } silence && _secondsPerSecond is { } cost
        ? end + silence - Reserve - (long)((end - start) * cost * Longer)
        : end;
}
