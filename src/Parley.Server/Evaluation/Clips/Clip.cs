namespace Parley.Server.Evaluation.Clips;

/// <summary>One recording and what is said in it.</summary>
/// <param name="Path">Absolute path of the audio.</param>
/// <param name="Name">The path as the list names it.</param>
/// <param name="Set">The folder as the list names it: results are summed up by it.</param>
/// <param name="Reference">What is said.</param>
/// <param name="Language">BCP-47.</param>
public sealed record Clip(string Path, string Name, string Set, string Reference, string Language);
