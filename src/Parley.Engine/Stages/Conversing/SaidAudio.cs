namespace Parley.Engine.Stages.Conversing;

/// <summary>The audio of a reply that is over: what of its text is where.</summary>
/// <param name="Samples">How many were sent.</param>
/// <param name="Rate">Samples a second.</param>
internal sealed record SaidAudio(SpokenReply Spoken, long Samples, int Rate);
