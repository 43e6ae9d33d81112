namespace Parley.Server.Docs;

/// <summary>A fenced block of a document, and where it stands.</summary>
/// <param name="Page">From the root of the checkout.</param>
/// <param name="Section">The heading of the second level above it; empty: none.</param>
/// <param name="Heading">The heading of the third level above it; empty: none.</param>
/// <param name="Before">What is said between the nearest heading and it.</param>
/// <param name="Language">What stands behind its fence: <c>js runnable</c>.</param>
internal sealed record Example(string Page, string Section, string Heading, string Before, string Language, string Code)
{
    /// <summary>The document promises that it works when it is typed.</summary>
    public bool Runnable => Language.EndsWith(" runnable", StringComparison.Ordinal);

    public bool IsProgram => Language is "js" or "js runnable";

    public override string ToString() => $"{Page}, {(Heading.Length > 0 ? Heading : Section)}:\n{Code}";
}
