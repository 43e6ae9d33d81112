using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Parley.Storage.Voices;

internal sealed class VoiceProfileConfiguration : IEntityTypeConfiguration<VoiceProfileRow>
{
    public void Configure(EntityTypeBuilder<VoiceProfileRow> builder)
    {
        builder.ToTable("voice_profiles").HasKey(row => row.Id);
        builder.HasIndex(row => row.Folded).IsUnique();
    }
}

internal sealed class VoiceSampleConfiguration : IEntityTypeConfiguration<VoiceSampleRow>
{
    public void Configure(EntityTypeBuilder<VoiceSampleRow> builder)
    {
        builder.ToTable("voice_samples").HasKey(row => row.ProfileId);
        builder.HasOne<VoiceProfileRow>().WithOne().HasForeignKey<VoiceSampleRow>(row => row.ProfileId).OnDelete(DeleteBehavior.Cascade);
    }
}
