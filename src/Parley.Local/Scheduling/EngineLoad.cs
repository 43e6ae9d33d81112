namespace Parley.Local.Scheduling;

/// <summary>What is left while the engine has much to do.</summary>
/// <param name="Busy">Finals take most of it: guesses wait until they are awaited.</param>
/// <param name="Shown">And partials have had their share: they wait until it is less again.</param>
internal readonly record struct EngineLoad(bool Busy, bool Shown);
