namespace Parley.Storage.Voices;

/// <summary>A voice profile. Its sample stands in a table of its own, so that a list reads no audio.</summary>
internal sealed class VoiceProfileRow
{
    public required string Id { get; set; }

    public required string Name { get; set; }

    /// <summary>The name without case and width; no two are the same.</summary>
    public required string Folded { get; set; }

    /// <summary>Milliseconds since 1970.</summary>
    public long CreatedMs { get; set; }

    public string? Language { get; set; }

    public string? Text { get; set; }

    /// <summary>A JSON object: what was measured.</summary>
    public required string Quality { get; set; }

    public string? EmbeddingModel { get; set; }

    /// <summary>Little-endian floats.</summary>
    public byte[]? Embedding { get; set; }
}

internal sealed class VoiceSampleRow
{
    public required string ProfileId { get; set; }

    /// <summary>Samples a second.</summary>
    public int Rate { get; set; }

    /// <summary>Little-endian 16-bit samples, under 2 MB.</summary>
    public required byte[] Samples { get; set; }
}
