namespace Parley.Protocols.OpenAi.Speech;

/// <summary>The limits of texts that are spoken over HTTP.</summary>
public sealed record SpeechOptions
{
    /// <summary>Characters of one text; OpenAI's own limit.</summary>
    public int MaxCharacters { get; init; } = 4_096;

    /// <summary>Bytes of a request, in which a character may take twelve.</summary>
    public int MaxBodyBytes { get; init; } = 64 * 1024;

    /// <summary>Texts that are spoken at once.</summary>
    public int MaxSpeeches { get; init; } = 16;

    /// <summary>What a client is told to wait when there are as many.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
