using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Parley.Storage.History;

/// <summary>Conversations are read by tenant, the newest first.</summary>
internal sealed class ConversationConfiguration : IEntityTypeConfiguration<ConversationRow>
{
    public void Configure(EntityTypeBuilder<ConversationRow> builder)
    {
        builder.ToTable("conversations").HasKey(row => row.Id);
        builder.HasIndex(row => new { row.Tenant, row.StartedMs, row.Id });
    }
}

internal sealed class TurnConfiguration : IEntityTypeConfiguration<TurnRow>
{
    public void Configure(EntityTypeBuilder<TurnRow> builder)
    {
        builder.ToTable("turns").HasKey(row => new { row.ConversationId, row.Key });
        builder.HasOne<ConversationRow>().WithMany().HasForeignKey(row => row.ConversationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class TranslationConfiguration : IEntityTypeConfiguration<TranslationRow>
{
    public void Configure(EntityTypeBuilder<TranslationRow> builder)
    {
        builder.ToTable("translations").HasKey(row => new { row.ConversationId, row.TurnKey, row.Target });
        builder.HasOne<ConversationRow>().WithMany().HasForeignKey(row => row.ConversationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class DeletedConfiguration : IEntityTypeConfiguration<DeletedRow>
{
    public void Configure(EntityTypeBuilder<DeletedRow> builder) =>
        builder.ToTable("deleted_conversations").HasKey(row => row.ConversationId);
}
