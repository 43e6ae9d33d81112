namespace Parley.Storage.History;

/// <summary>A conversation. Times are milliseconds since 1970, which both databases compare alike.</summary>
internal sealed class ConversationRow
{
    public required string Id { get; set; }

    public required string Tenant { get; set; }

    public required string Title { get; set; }

    public long StartedMs { get; set; }

    public long? EndedMs { get; set; }

    public string? EndReason { get; set; }

    public double? AudioSeconds { get; set; }

    public long AudioBytes { get; set; }

    public bool Incomplete { get; set; }

    public required string Language { get; set; }

    public required string Model { get; set; }

    public required string Protocol { get; set; }

    /// <summary>A JSON object of texts.</summary>
    public required string Metadata { get; set; }
}

/// <summary>A turn of a conversation.</summary>
internal sealed class TurnRow
{
    public required string ConversationId { get; set; }

    public required string Key { get; set; }

    public long Order { get; set; }

    public int Speaker { get; set; }

    public required string Text { get; set; }

    /// <summary>The text as searches compare it.</summary>
    public required string Folded { get; set; }

    public long? StartMs { get; set; }

    public long? EndMs { get; set; }

    public string? Language { get; set; }

    /// <summary>A JSON array; null: the model gave none.</summary>
    public string? Words { get; set; }

    public string? Reason { get; set; }

    public long? PlayedMs { get; set; }

    public string? Original { get; set; }

    public long? EditedMs { get; set; }
}

/// <summary>A turn in another language.</summary>
internal sealed class TranslationRow
{
    public required string ConversationId { get; set; }

    public required string TurnKey { get; set; }

    public required string Target { get; set; }

    public required string Text { get; set; }

    public required string Folded { get; set; }
}

/// <summary>That a conversation was deleted, so that a node that still writes to it does not bring it back.</summary>
internal sealed class DeletedRow
{
    public required string ConversationId { get; set; }

    public long DeletedMs { get; set; }
}
