using System.Collections.Concurrent;
using Parley.Failures;
using Parley.Providers;
using Parley.Voices;

namespace Parley.Testing;

/// <summary>Keeps voice profiles as long as a test lasts, unless it is to fail.</summary>
public sealed class MemoryVoiceProfiles(int most = 100) : IVoiceProfileStore
{
    private readonly ConcurrentDictionary<string, (VoiceProfile Profile, VoiceSample Sample)> _kept = new(StringComparer.Ordinal);

    /// <summary>What every call fails with; null: none does.</summary>
    public ParleyError? Failure { get; set; }

    /// <summary>What a look-up waits for.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    public ValueTask<Outcome<VoiceProfile>> AddAsync(VoiceProfile profile, VoiceSample sample, CancellationToken cancellation)
    {
        Outcome<VoiceProfile> added =
            Failure is not null ? Failure
            : ByName(profile.Name) is not null ? VoiceErrors.Exists(profile.Name)
            : _kept.Count >= most ? VoiceErrors.TooMany(most)
            : profile;
        if (added.Succeeded)
        {
            _kept[profile.Id] = (profile, sample);
        }

        return new(added);
    }

    public ValueTask<Outcome<VoiceProfilePage>> ListAsync(int limit, int offset, CancellationToken cancellation) => new(
        Failure is not null ? Failure : new VoiceProfilePage(
            [.. _kept.Values.Select(one => one.Profile).OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase).Skip(offset).Take(limit)],
            _kept.Count));

    public async ValueTask<Outcome<VoiceProfile>> FindAsync(string idOrName, CancellationToken cancellation)
    {
        await Before(cancellation);
        return Failure is not null ? Failure
            : _kept.TryGetValue(idOrName, out var kept) ? kept.Profile
            : ByName(idOrName) is { } named ? named
            : VoiceErrors.NotFound(idOrName);
    }

    public ValueTask<Outcome<VoiceSample>> SampleAsync(string id, CancellationToken cancellation) =>
        new(Failure is not null ? Failure : _kept.TryGetValue(id, out var kept) ? kept.Sample : VoiceErrors.NotFound(id));

    public ValueTask<Outcome<VoiceProfile>> RemoveAsync(string id, CancellationToken cancellation) =>
        new(Failure is not null ? Failure : _kept.TryRemove(id, out var kept) ? kept.Profile : VoiceErrors.NotFound(id));

    private VoiceProfile? ByName(string name) =>
        _kept.Values.Select(one => one.Profile).FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));
}
