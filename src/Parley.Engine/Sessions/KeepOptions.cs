namespace Parley.Engine.Sessions;

/// <summary>What of a session is to be kept for later. What it does not say, the server decides.</summary>
/// <param name="Text">What is said and answered.</param>
/// <param name="Audio">What is heard; only together with the text.</param>
public sealed record KeepOptions(bool? Text = null, bool? Audio = null)
{
    /// <summary>Whatever the server's habit, nothing.</summary>
    public static KeepOptions Nothing { get; } = new(false, false);
}
