namespace Parley.Providers;

/// <summary>How busy the engine is with what people wait for. Thread-safe, and cheap enough to ask for every session.</summary>
public interface IEnginePressure
{
    EnginePressure Measure();
}

/// <summary>What was measured over the last seconds.</summary>
/// <param name="Speakers">Live sessions whose speech was decoded.</param>
/// <param name="Share">
/// The share of the engine, 0 to 1, that went into finals and into what becomes one. Partials thin out by themselves and
/// files give way, so they are no part of it.
/// </param>
/// <param name="FinalWait">How long 95 of 100 finals waited at most before they were decoded; what still waits counts.</param>
public readonly record struct EnginePressure(int Speakers, double Share, TimeSpan FinalWait);
