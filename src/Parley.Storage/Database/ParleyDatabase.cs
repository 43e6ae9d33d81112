using Microsoft.EntityFrameworkCore;
using Parley.Storage.History;
using Parley.Storage.Voices;

namespace Parley.Storage.Database;

/// <summary>
/// Everything that is kept in tables. Each kind of thing has a folder of its own beside this one: a row class, an
/// <see cref="IEntityTypeConfiguration{TEntity}"/> that is found by itself, and a store that turns rows into the
/// contracts' records. A row class gets its <see cref="DbSet{TEntity}"/> here; then <c>scripts/migration.sh Name</c> writes
/// the migrations of both databases.
/// </summary>
public abstract class ParleyDatabase(DbContextOptions options) : DbContext(options)
{
    internal DbSet<ConversationRow> Conversations => Set<ConversationRow>();

    internal DbSet<TurnRow> Turns => Set<TurnRow>();

    internal DbSet<TranslationRow> Translations => Set<TranslationRow>();

    internal DbSet<DeletedRow> Deleted => Set<DeletedRow>();

    internal DbSet<VoiceProfileRow> VoiceProfiles => Set<VoiceProfileRow>();

    internal DbSet<VoiceSampleRow> VoiceSamples => Set<VoiceSampleRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ParleyDatabase).Assembly);
    }
}
