using Parley.Failures;
using Parley.Server.Evaluation.Live;

namespace Parley.Server.Evaluation.Clips;

/// <summary>Turns the audio of a clip into text, one way or another.</summary>
internal interface IClipRunner
{
    /// <summary>What was heard, or why nothing could be.</summary>
    Task<Outcome<Heard>> RunAsync(Clip clip, CancellationToken cancellation);
}

/// <param name="Text">Finals, joined.</param>
/// <param name="AudioSeconds">Length of the audio.</param>
/// <param name="Live">What was measured, when it was played live.</param>
internal sealed record Heard(string Text, double AudioSeconds, LiveMeasures? Live);
