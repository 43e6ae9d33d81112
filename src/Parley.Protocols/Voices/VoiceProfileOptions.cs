using Parley.Audio.Files;

namespace Parley.Protocols.Voices;

/// <summary>The limits of voice profiles over HTTP.</summary>
public sealed record VoiceProfileOptions
{
    /// <summary>What a recording may cost: 32 MiB, 3 minutes with its pauses, half a minute without moving.</summary>
    public AudioFileLimits Audio { get; init; } = new(32 << 20, TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(30));

    /// <summary>Recordings that are received and listened to at once.</summary>
    public int MaxUploads { get; init; } = 4;

    /// <summary>What a client is told to wait when there are as many.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Profiles in one answer.</summary>
    public int MaxPage { get; init; } = 200;

    /// <summary>Characters of a preview.</summary>
    public int MaxPreviewCharacters { get; init; } = 300;
}
