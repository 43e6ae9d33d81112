using System.Runtime.InteropServices;
using Parley.Local.Sherpa.Speakers;
using Parley.Local.Sherpa.Speaking;

namespace Parley.Local.Tests.Sherpa;

/// <summary>The structures for models that speak, as <see cref="SherpaStructsTests"/> says.</summary>
public sealed class SpeakingStructsTests
{
    private const int Pointer = 8;
    private const int Number = 4;
    private const int Filler = 4;

    [Fact]
    public void The_parts_are_as_long_as_their_fields()
    {
        Assert.Equal((4 * Pointer) + (3 * Number) + Filler + Pointer, Marshal.SizeOf<VitsConfig>());
        Assert.Equal((5 * Pointer) + (2 * Number) + Pointer, Marshal.SizeOf<MatchaConfig>());
        Assert.Equal((4 * Pointer) + Number + Filler + (3 * Pointer), Marshal.SizeOf<KokoroConfig>());
        Assert.Equal((4 * Pointer) + Number + Filler, Marshal.SizeOf<KittenConfig>());
        Assert.Equal((6 * Pointer) + (4 * Number), Marshal.SizeOf<ZipVoiceConfig>());
        Assert.Equal((7 * Pointer) + Number + Filler, Marshal.SizeOf<PocketConfig>());
        Assert.Equal(7 * Pointer, Marshal.SizeOf<SupertonicConfig>());
        Assert.Equal(Pointer + (2 * Number) + Pointer, Marshal.SizeOf<SpeakerConfig>());
    }

    [Theory]
    [InlineData(nameof(SpeakingModelConfig.Threads), 56)]
    [InlineData(nameof(SpeakingModelConfig.Provider), 64)]
    [InlineData(nameof(SpeakingModelConfig.Matcha), 72)]
    [InlineData(nameof(SpeakingModelConfig.Kokoro), 128)]
    [InlineData(nameof(SpeakingModelConfig.Kitten), 192)]
    [InlineData(nameof(SpeakingModelConfig.ZipVoice), 232)]
    [InlineData(nameof(SpeakingModelConfig.Pocket), 296)]
    [InlineData(nameof(SpeakingModelConfig.Supertonic), 360)]
    public void The_fields_of_the_model_stand_where_the_library_reads_them(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<SpeakingModelConfig>(field));

    [Theory]
    [InlineData(nameof(SpeakingConfig.RuleFsts), 416)]
    [InlineData(nameof(SpeakingConfig.MaxSentences), 424)]
    [InlineData(nameof(SpeakingConfig.RuleFars), 432)]
    [InlineData(nameof(SpeakingConfig.SilenceScale), 440)]
    public void The_fields_of_the_whole_stand_where_the_library_reads_them(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<SpeakingConfig>(field));

    [Theory]
    [InlineData(nameof(GenerationConfig.Speaker), 8)]
    [InlineData(nameof(GenerationConfig.ReferenceAudio), 16)]
    [InlineData(nameof(GenerationConfig.ReferenceLength), 24)]
    [InlineData(nameof(GenerationConfig.ReferenceText), 32)]
    [InlineData(nameof(GenerationConfig.Steps), 40)]
    [InlineData(nameof(GenerationConfig.Extra), 48)]
    public void The_fields_of_one_synthesis_stand_where_the_library_reads_them(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<GenerationConfig>(field));

    [Fact]
    public void The_whole_is_as_long_as_the_library_takes_it_to_be()
    {
        Assert.Equal(448, Marshal.SizeOf<SpeakingConfig>());
        Assert.Equal(56, Marshal.SizeOf<GenerationConfig>());
    }
}
