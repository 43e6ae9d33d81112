namespace Parley.History;

/// <summary>Names a conversation: a session's id, within a tenant.</summary>
public readonly record struct ConversationKey(string Tenant, string Id);

/// <summary>What is known of a conversation from its beginning.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Started">When it began.</param>
public sealed record ConversationHead(ConversationKey Key, DateTimeOffset Started)
{
    /// <summary>Whose conversations they are while there are no accounts.</summary>
    public const string DefaultTenant = "default";

    /// <summary>BCP-47, or <c>auto</c>.</summary>
    public required string Language { get; init; }

    /// <summary>The model that recognises.</summary>
    public required string Model { get; init; }

    /// <summary>Over which protocol it was held.</summary>
    public string Protocol { get; init; } = "";

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A conversation as it is kept.</summary>
public sealed record StoredConversation(ConversationHead Head)
{
    /// <summary>The first words of it.</summary>
    public required string Title { get; init; }

    /// <summary>Null while it goes on, and where its end was not seen.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Why it was over, as <c>session.ended</c> says it.</summary>
    public string? EndReason { get; init; }

    /// <summary>Seconds of audio that were heard; null before its end.</summary>
    public double? AudioSeconds { get; init; }

    /// <summary>Bytes of the audio that is kept; 0: none.</summary>
    public long AudioBytes { get; init; }

    /// <summary>Something of it could not be kept.</summary>
    public bool Incomplete { get; init; }

    /// <summary>How many turns there are.</summary>
    public int Turns { get; init; }

    /// <summary>In their order; empty in a list of conversations.</summary>
    public IReadOnlyList<StoredTurn> Said { get; init; } = [];
}

/// <summary>The audio of one conversation.</summary>
public readonly record struct StoredAudio(ConversationKey Key, long Bytes);
