using System.Runtime.InteropServices;
using Parley.Local.Sherpa;
using Parley.Local.Sherpa.Streaming;

namespace Parley.Local.Tests.Sherpa;

/// <summary>
/// The structures as a 64-bit C compiler lays out the header of sherpa-onnx 1.13.8: a pointer is 8 bytes and starts at a
/// multiple of 8, an int or a float is 4; a structure is filled up to a multiple of its widest field.
/// </summary>
public sealed class SherpaStructsTests
{
    private const int Pointer = 8;
    private const int Number = 4;
    private const int Filler = 4;

    [Fact]
    public void The_parts_are_as_long_as_their_fields()
    {
        Assert.Equal(2 * Number, Marshal.SizeOf<FeatureConfig>());
        Assert.Equal(3 * Pointer, Marshal.SizeOf<EncoderDecoderJoiner>());
        Assert.Equal(2 * Pointer, Marshal.SizeOf<EncoderDecoder>());
        Assert.Equal((4 * Pointer) + (3 * Number) + Filler, Marshal.SizeOf<WhisperConfig>());
        Assert.Equal((4 * Pointer) + Number + Filler, Marshal.SizeOf<CanaryConfig>());
        Assert.Equal((3 * Pointer) + (2 * Number), Marshal.SizeOf<CohereConfig>());
        Assert.Equal(5 * Pointer, Marshal.SizeOf<MoonshineConfig>());
        Assert.Equal((2 * Pointer) + Number + Filler, Marshal.SizeOf<SenseVoiceConfig>());
        Assert.Equal((6 * Pointer) + (4 * Number) + Pointer + Number + Filler + Pointer, Marshal.SizeOf<FunAsrNanoConfig>());
        Assert.Equal((4 * Pointer) + (5 * Number) + Filler + Pointer, Marshal.SizeOf<Qwen3AsrConfig>());
    }

    [Theory]
    [InlineData(nameof(ModelConfig.Tokens), 96)]
    [InlineData(nameof(ModelConfig.Threads), 104)]
    [InlineData(nameof(ModelConfig.Provider), 112)]
    [InlineData(nameof(ModelConfig.Moonshine), 176)]
    [InlineData(nameof(ModelConfig.FunAsrNano), 312)]
    [InlineData(nameof(ModelConfig.Qwen3Asr), 408)]
    [InlineData(nameof(ModelConfig.CohereTranscribe), 472)]
    public void The_fields_of_the_model_stand_where_the_library_reads_them(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<ModelConfig>(field));

    [Theory]
    [InlineData(nameof(RecognizerConfig.Model), 8)]
    [InlineData(nameof(RecognizerConfig.DecodingMethod), 528)]
    [InlineData(nameof(RecognizerConfig.BlankPenalty), 576)]
    [InlineData(nameof(RecognizerConfig.HomophoneDictionary), 584)]
    public void The_fields_of_the_recogniser_stand_where_the_library_reads_them(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<RecognizerConfig>(field));

    [Fact]
    public void The_whole_is_as_long_as_the_library_takes_it_to_be()
    {
        Assert.Equal(504, Marshal.SizeOf<ModelConfig>());
        Assert.Equal(608, Marshal.SizeOf<RecognizerConfig>());
    }

    [Theory]
    [InlineData(nameof(RecognizerResult.Text), 0)]
    [InlineData(nameof(RecognizerResult.Count), 16)]
    [InlineData(nameof(RecognizerResult.Json), 40)]
    [InlineData(nameof(RecognizerResult.Language), 48)]
    public void The_fields_of_the_result_stand_where_the_library_writes_them(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<RecognizerResult>(field));

    [Theory]
    [InlineData(nameof(StreamingModelConfig.Paraformer), 24)]
    [InlineData(nameof(StreamingModelConfig.Tokens), 48)]
    [InlineData(nameof(StreamingModelConfig.Threads), 56)]
    [InlineData(nameof(StreamingModelConfig.Provider), 64)]
    [InlineData(nameof(StreamingModelConfig.NemoCtc), 120)]
    [InlineData(nameof(StreamingModelConfig.ToneCtc), 128)]
    public void The_fields_of_a_streaming_model_stand_where_the_library_reads_them(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<StreamingModelConfig>(field));

    [Theory]
    [InlineData(nameof(StreamingRecognizerConfig.Model), 8)]
    [InlineData(nameof(StreamingRecognizerConfig.DecodingMethod), 144)]
    [InlineData(nameof(StreamingRecognizerConfig.HotwordsFile), 176)]
    [InlineData(nameof(StreamingRecognizerConfig.CtcGraph), 192)]
    [InlineData(nameof(StreamingRecognizerConfig.RuleFsts), 208)]
    [InlineData(nameof(StreamingRecognizerConfig.HotwordsText), 232)]
    [InlineData(nameof(StreamingRecognizerConfig.HomophoneDictionary), 248)]
    public void The_fields_of_a_streaming_recogniser_stand_where_the_library_reads_them(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<StreamingRecognizerConfig>(field));
}
