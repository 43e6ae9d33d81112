using Parley.Failures;
using Parley.Providers;

namespace Parley.Voices;

/// <summary>
/// Keeps voice profiles, for every node that shares it. Thread-safe. A store that cannot be reached is an error with
/// <see cref="ErrorCodes.StorageUnavailable"/>; only cancellation throws.
/// </summary>
public interface IVoiceProfileStore
{
    /// <summary>Keeps a profile, or says why not: <see cref="ErrorCodes.VoiceExists"/>, <see cref="ErrorCodes.TooManyVoices"/>.</summary>
    ValueTask<Outcome<VoiceProfile>> AddAsync(VoiceProfile profile, VoiceSample sample, CancellationToken cancellation);

    /// <summary>The profiles by name, without their embeddings.</summary>
    /// <param name="limit">At most so many, from 1.</param>
    /// <param name="offset">So many are left out at the beginning.</param>
    ValueTask<Outcome<VoiceProfilePage>> ListAsync(int limit, int offset, CancellationToken cancellation);

    /// <summary>By id, or else by name in any case; <see cref="ErrorCodes.VoiceNotFound"/>.</summary>
    ValueTask<Outcome<VoiceProfile>> FindAsync(string idOrName, CancellationToken cancellation);

    /// <summary>By id; <see cref="ErrorCodes.VoiceNotFound"/>.</summary>
    ValueTask<Outcome<VoiceSample>> SampleAsync(string id, CancellationToken cancellation);

    /// <summary>Forgets a profile and its sample for good; <see cref="ErrorCodes.VoiceNotFound"/>.</summary>
    ValueTask<Outcome<VoiceProfile>> RemoveAsync(string id, CancellationToken cancellation);
}

/// <param name="Total">How many there are in all.</param>
public sealed record VoiceProfilePage(IReadOnlyList<VoiceProfile> Profiles, int Total);

/// <summary>What stores refuse, in words.</summary>
public static class VoiceErrors
{
    public static ParleyError Unavailable { get; } =
        new(ErrorCodes.StorageUnavailable, "The voice profiles cannot be reached now.") { Retry = true, RetryAfterMs = 5_000 };

    public static ParleyError NotFound(string idOrName) =>
        ParleyError.Invalid("id", $"There is no voice profile '{(idOrName.Length <= 80 ? idOrName : idOrName[..80])}'.", ErrorCodes.VoiceNotFound);

    public static ParleyError Exists(string name) =>
        ParleyError.Invalid("name", $"There is a voice profile '{name}' already.", ErrorCodes.VoiceExists);

    public static ParleyError TooMany(int most) =>
        ParleyError.Invalid("file", $"The server keeps {most} voice profiles, its limit; delete one first.", ErrorCodes.TooManyVoices);
}
