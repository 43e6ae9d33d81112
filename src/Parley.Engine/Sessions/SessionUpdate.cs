namespace Parley.Engine.Sessions;

/// <summary>What a client changes while a session runs; null: it stays.</summary>
public sealed record SessionUpdate
{
    /// <summary>BCP-47, of utterances that begin from now on; one that the session's model understands.</summary>
    public string? Language { get; init; }

    /// <summary>In the place of what was asked for before, as a whole; without targets nothing is translated any more.</summary>
    public TranslateOptions? Translate { get; init; }
}
