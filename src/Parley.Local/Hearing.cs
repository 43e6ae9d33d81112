using Parley.Providers;

namespace Parley.Local;

/// <summary>What a model made of an utterance.</summary>
/// <param name="Shaky">Whether it might have come out otherwise had the utterance been alone.</param>
internal readonly record struct Hearing(Recognition Recognition, bool Shaky);
