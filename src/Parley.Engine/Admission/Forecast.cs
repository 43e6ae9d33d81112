using Parley.Providers;

namespace Parley.Engine.Admission;

/// <summary>What the engine would be like with other speakers than it was measured with.</summary>
/// <param name="Share">The share of it that finals would take; above 1, more than there is.</param>
/// <param name="FinalWait">What 95 of 100 finals would wait at most.</param>
internal readonly record struct Forecast(double Share, TimeSpan FinalWait)
{
    /// <summary>
    /// Finals are served before everything else, so what they wait grows as 1 / (1 − share), the rule for the first class
    /// of a queue with priorities (Cobham, 1954); each speaker takes as much of the engine as those that were measured.
    /// </summary>
    /// <param name="share">What one speaker takes of the engine.</param>
    /// <param name="speakers">How many there would be.</param>
    public static Forecast For(EnginePressure measured, double share, double speakers)
    {
        var then = Math.Max(measured.Share, share * speakers);
        if (then >= 1)
        {
            return new Forecast(then, TimeSpan.MaxValue);
        }

        var wait = measured.FinalWait * ((1 - Math.Min(measured.Share, then)) / (1 - then));
        return new Forecast(then, wait);
    }
}
