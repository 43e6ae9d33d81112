namespace Parley.Engine.Routing.Results;

/// <summary>For how long, and within which bounds, what was recognised is remembered. In memory only, and never the audio.</summary>
public sealed record ResultCacheOptions
{
    public static readonly ResultCacheOptions Off = new() { Live = TimeSpan.Zero, Files = TimeSpan.Zero };

    /// <summary>For live speech, from its first result: long enough for what a client or a broker delivers twice. Zero: off.</summary>
    public TimeSpan Live { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For recordings, from their first result. Zero: off.</summary>
    public TimeSpan Files { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Results of either kind; beyond, the oldest goes.</summary>
    public int MaxEntries { get; init; } = 10_000;

    /// <summary>Bytes that results of either kind take, as estimated; beyond, the oldest go.</summary>
    public long MaxBytes { get; init; } = 16 << 20;
}
