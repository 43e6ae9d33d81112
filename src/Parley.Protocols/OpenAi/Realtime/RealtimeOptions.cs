namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>The limits of <c>/v1/realtime</c> beside those of every WebSocket; <c>docs/openai.md</c> names each.</summary>
public sealed record RealtimeOptions
{
    /// <summary>Bytes of one event: about a minute of audio, which goes in base64. A longer one closes the connection.</summary>
    public int MaxEventBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Items of the conversation that are kept; the oldest are forgotten.</summary>
    public int MaxItems { get; init; } = 500;

    /// <summary>Bytes of what clients may put into the session or into one item besides its audio.</summary>
    public int MaxKeptBytes { get; init; } = 256 * 1024;

    /// <summary>Bytes of what an ephemeral key is asked for; it carries them in a header.</summary>
    public int MaxSecretBytes { get; init; } = 8 * 1024;

    /// <summary>Commits and clears whose audio is not transcribed yet; at the bound the client is held back.</summary>
    public int MaxPendingCuts { get; init; } = 16;
}
