namespace Parley.Local.Scheduling;

/// <summary>What the engine leaves while it has much to do.</summary>
/// <param name="GuessesWait">Finals take most of it: guesses wait until they are awaited.</param>
/// <param name="PartialsWait">And partials have had their share: they wait until it is less again.</param>
internal readonly record struct EngineLoad(bool GuessesWait, bool PartialsWait);
