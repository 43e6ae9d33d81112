namespace Parley.Engine.Transcription.Subtitles;

/// <summary>What stands on the screen at one time.</summary>
/// <param name="Lines">One or two.</param>
public sealed record Cue(TimeSpan Start, TimeSpan End, IReadOnlyList<string> Lines);
