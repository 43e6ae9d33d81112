using System.Runtime.InteropServices;
using FsCheck.Fluent;
using FsCheck;
using Parley.Audio.Codecs;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Audio.Tests.Codecs;

public sealed class PcmChunkDecoderTests
{
    [Fact]
    public void Each_s16le_sample_becomes_its_share_of_full_scale() =>
        Prop.ForAll<short[]>(samples =>
        {
            var decoded = DecoderTesting.DecodeOnce(
                new(AudioEncoding.S16Le, 16_000, 1), MemoryMarshal.AsBytes<short>(samples)).ValueOrThrow();
            Assert.Equal(samples, decoded.Select(sample => (short)(sample * 32_768)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    public void Every_s16le_value_is_read_exactly_wherever_the_chunk_ends(int left)
    {
        var samples = Enumerable.Range(short.MinValue, ushort.MaxValue + 1 - left).Select(value => (short)value).ToArray();
        var decoded = DecoderTesting.DecodeOnce(
            new(AudioEncoding.S16Le, 16_000, 1), MemoryMarshal.AsBytes<short>(samples)).ValueOrThrow();
        Assert.Equal(samples.Select(sample => sample / 32_768f), decoded);
    }

    [Fact]
    public void Two_channels_are_averaged() =>
        Prop.ForAll<(short Left, short Right)[]>(frames =>
        {
            var bytes = MemoryMarshal.AsBytes<short>(frames.SelectMany(f => new[] { f.Left, f.Right }).ToArray());
            var decoded = DecoderTesting.DecodeOnce(new(AudioEncoding.S16Le, 16_000, 2), bytes).ValueOrThrow();
            Assert.Equal(frames.Select(f => (f.Left + f.Right) / 65_536f), decoded);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_f32le_bits_become_numbers_within_full_scale() =>
        Prop.ForAll<int[]>(bits =>
        {
            var bytes = MemoryMarshal.AsBytes<int>(bits);
            var decoded = DecoderTesting.DecodeOnce(new(AudioEncoding.F32Le, 16_000, 1), bytes).ValueOrThrow();
            Assert.All(decoded, sample => Assert.InRange(sample, -1, 1));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0.25f, 0.25f)]
    [InlineData(-1f, -1f)]
    [InlineData(1.5f, 1f)]
    [InlineData(-1e30f, -1f)]
    [InlineData(float.NaN, 0f)]
    [InlineData(float.PositiveInfinity, 0f)]
    [InlineData(float.NegativeInfinity, 0f)]
    public void An_f32le_sample_is_kept_clamped_or_silenced(float sample, float expected) =>
        Assert.Equal([expected], DecoderTesting.DecodeOnce(
            new(AudioEncoding.F32Le, 16_000, 1), MemoryMarshal.AsBytes<float>([sample])).ValueOrThrow());

    [Theory]
    [InlineData(AudioEncoding.S16Le, 1, 17, "17 bytes is not a whole number of 2-byte s16le samples (1 channel).")]
    [InlineData(AudioEncoding.S16Le, 2, 6, "6 bytes is not a whole number of 4-byte s16le frames (2 channels).")]
    [InlineData(AudioEncoding.F32Le, 1, 7, "7 bytes is not a whole number of 4-byte f32le samples (1 channel).")]
    [InlineData(AudioEncoding.MuLaw, 2, 3, "3 bytes is not a whole number of 2-byte mulaw frames (2 channels).")]
    public void A_broken_sample_is_refused_with_its_size_and_the_decoder_goes_on(
        AudioEncoding encoding, int channels, int bytes, string message)
    {
        using var decoder = ChunkDecoders.Create(new(encoding, 16_000, channels));

        var refused = DecoderTesting.DecodeNext(decoder, new byte[bytes]);

        Assert.Equal(
            ParleyError.Invalid("audio", message, ErrorCodes.InvalidAudio), refused.Error);
        Assert.Equal(2, DecoderTesting.DecodeNext(decoder, new byte[decoderBytes(encoding, channels) * 2]).Value?.Length);

        static int decoderBytes(AudioEncoding encoding, int channels) => channels * encoding switch
        {
            AudioEncoding.S16Le => 2,
            AudioEncoding.F32Le => 4,
            _ => 1,
        };
    }

    [Theory]
    [InlineData(AudioEncoding.S16Le)]
    [InlineData(AudioEncoding.F32Le)]
    [InlineData(AudioEncoding.MuLaw)]
    [InlineData(AudioEncoding.ALaw)]
    [InlineData(AudioEncoding.Opus)]
    public void An_empty_chunk_is_no_samples(AudioEncoding encoding) =>
        Assert.Empty(DecoderTesting.DecodeOnce(new(encoding, 16_000, 1), []).ValueOrThrow());

    [Theory]
    [InlineData(AudioEncoding.S16Le)]
    [InlineData(AudioEncoding.F32Le)]
    [InlineData(AudioEncoding.MuLaw)]
    public void Decoding_allocates_nothing(AudioEncoding encoding)
    {
        using var decoder = ChunkDecoders.Create(new(encoding, 16_000, 2));
        var chunk = new byte[1_600];
        var mono = new float[decoder.MaxSamples(chunk.Length)];
        _ = decoder.Decode(chunk, mono);

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                _ = decoder.Decode(chunk, mono);
            }
        }));
    }
}
