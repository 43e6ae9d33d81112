using Microsoft.EntityFrameworkCore;
using Parley.Failures;
using Parley.Providers;
using Parley.Storage.Database;
using Parley.Storage.History;
using Parley.Voices;

namespace Parley.Storage.Voices;

/// <summary>Voice profiles in tables, samples and all: whichever node is asked has them.</summary>
/// <param name="most">Profiles that are kept; with their samples each has up to 2 MB.</param>
public sealed class VoiceProfileStore(Tables tables, int most = VoiceProfileStore.MostProfiles) : IVoiceProfileStore
{
    public const int MostProfiles = 500;

    public async ValueTask<Outcome<VoiceProfile>> AddAsync(VoiceProfile profile, VoiceSample sample, CancellationToken cancellation)
    {
        var added = await tables.UseAsync<VoiceProfile>(
            async (database, token) =>
            {
                if (await Named(database, profile.Name).AnyAsync(token).ConfigureAwait(false))
                {
                    return VoiceErrors.Exists(profile.Name);
                }

                if (await database.VoiceProfiles.CountAsync(token).ConfigureAwait(false) >= most)
                {
                    return VoiceErrors.TooMany(most);
                }

                var row = RowMapping.ToRow(profile);
                database.Add(row);
                database.Add(RowMapping.ToRow(profile.Id, sample));
                await database.SaveChangesAsync(token).ConfigureAwait(false);
                return RowMapping.ToRecord(row);
            },
            cancellation).ConfigureAwait(false);

        // Of two that come at the same time with one name the index takes the first.
        return added.Error?.Code is ErrorCodes.InvalidRequest ? VoiceErrors.Exists(profile.Name) : added;
    }

    public async ValueTask<Outcome<VoiceProfilePage>> ListAsync(int limit, int offset, CancellationToken cancellation) =>
        await tables.UseAsync<VoiceProfilePage>(
            async (database, token) =>
            {
                var total = await database.VoiceProfiles.CountAsync(token).ConfigureAwait(false);
                var rows = await database.VoiceProfiles.AsNoTracking().OrderBy(row => row.Folded).ThenBy(row => row.Id).Skip(offset).Take(limit)
                    .ToListAsync(token).ConfigureAwait(false);
                return new VoiceProfilePage(rows.ConvertAll(RowMapping.ToRecord), total);
            },
            cancellation).ConfigureAwait(false);

    public async ValueTask<Outcome<VoiceProfile>> FindAsync(string idOrName, CancellationToken cancellation) =>
        await tables.UseAsync<VoiceProfile>(
            async (database, token) =>
            {
                var found = await database.VoiceProfiles.AsNoTracking().SingleOrDefaultAsync(row => row.Id == idOrName, token).ConfigureAwait(false)
                    ?? await Named(database, idOrName).AsNoTracking().SingleOrDefaultAsync(token).ConfigureAwait(false);
                return found is null ? VoiceErrors.NotFound(idOrName) : RowMapping.ToRecord(found);
            },
            cancellation).ConfigureAwait(false);

    public async ValueTask<Outcome<VoiceSample>> SampleAsync(string id, CancellationToken cancellation) =>
        await tables.UseAsync<VoiceSample>(
            async (database, token) =>
            {
                var found = await database.VoiceSamples.AsNoTracking()
                    .Where(row => row.ProfileId == id)
                    .Join(database.VoiceProfiles, sample => sample.ProfileId, profile => profile.Id, (sample, profile) => new { Sample = sample, profile.Text })
                    .SingleOrDefaultAsync(token).ConfigureAwait(false);
                return found is null ? VoiceErrors.NotFound(id) : RowMapping.ToRecord(found.Sample, found.Text);
            },
            cancellation).ConfigureAwait(false);

    public async ValueTask<Outcome<VoiceProfile>> RemoveAsync(string id, CancellationToken cancellation) =>
        await tables.UseAsync<VoiceProfile>(
            async (database, token) =>
            {
                if (await database.VoiceProfiles.SingleOrDefaultAsync(row => row.Id == id, token).ConfigureAwait(false) is not { } row)
                {
                    return VoiceErrors.NotFound(id);
                }

                database.Remove(row);
                await database.SaveChangesAsync(token).ConfigureAwait(false);
                await Overwrite.DoneAsync(database, token).ConfigureAwait(false);
                return RowMapping.ToRecord(row);
            },
            cancellation).ConfigureAwait(false);

    private static IQueryable<VoiceProfileRow> Named(ParleyDatabase database, string name)
    {
        var folded = RowMapping.Fold(name);
        return database.VoiceProfiles.Where(row => row.Folded == folded);
    }
}
