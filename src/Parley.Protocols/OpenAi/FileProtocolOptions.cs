using Parley.Audio.Files;

namespace Parley.Protocols.OpenAi;

/// <summary>The limits of recorded files over HTTP.</summary>
public sealed record FileProtocolOptions
{
    /// <summary>What one recording may cost.</summary>
    public AudioFileLimits Audio { get; init; } = AudioFileLimits.Default;

    /// <summary>Recordings that are received at once; each may take as much disk as a recording may have bytes.</summary>
    public int MaxUploads { get; init; } = 32;

    /// <summary>Recordings that are decoded at once, a process each; one more waits its turn. WAV needs none.</summary>
    public int MaxDecoders { get; init; } = 8;

    /// <summary>How long one more waits before it is refused.</summary>
    public TimeSpan DecoderWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What a client is told to wait when there are as many.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);
}
