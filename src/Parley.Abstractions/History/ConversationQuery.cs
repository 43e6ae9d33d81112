namespace Parley.History;

/// <summary>Which conversations are asked for.</summary>
public sealed record ConversationQuery(string Tenant)
{
    public const int MostAtOnce = 100;
    public const int LongestSearch = 200;

    /// <summary>1 to <see cref="MostAtOnce"/>.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>Only those after this one; null: from the newest.</summary>
    public ConversationCursor? After { get; init; }

    /// <summary>Only those in which this is said, as a part of a word or more, in any case and width; null: all.</summary>
    public string? Search { get; init; }
}

/// <summary>A place in the list of conversations.</summary>
/// <param name="StartedMs">Milliseconds since 1970.</param>
public readonly record struct ConversationCursor(long StartedMs, string Id);

/// <param name="Next">Where the list goes on; null: it ends here.</param>
public sealed record ConversationPage(IReadOnlyList<StoredConversation> Conversations, ConversationCursor? Next);
