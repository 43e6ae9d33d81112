using FsCheck;
using FsCheck.Fluent;
using Parley.Audio.Codecs;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Audio.Tests.Codecs;

public sealed class OpusChunkDecoderTests
{
    [Theory]
    [InlineData(8_000, 20)]
    [InlineData(12_000, 20)]
    [InlineData(16_000, 40)]
    [InlineData(24_000, 10)]
    [InlineData(48_000, 20)]
    public void A_tone_survives_encoding_and_decoding(int rate, int packetMilliseconds)
    {
        var decoded = RoundTrip(rate, 1, Signals.Sine(440, rate, 1), packetMilliseconds);

        Assert.Equal(rate, decoded.Length);
        Assert.Equal(0.5, Signals.AmplitudeOf(440, decoded.AsSpan(rate / 4, rate / 2), rate), 0.05);
    }

    [Fact]
    public void Stereo_packets_become_one_channel()
    {
        var tone = Signals.Sine(440, 48_000, 1);

        var decoded = RoundTrip(48_000, 2, [.. tone.SelectMany(sample => new[] { sample, 0 })], 20);

        Assert.Equal(48_000, decoded.Length);
        Assert.Equal(0.25, Signals.AmplitudeOf(440, decoded.AsSpan(12_000, 24_000), 48_000), 0.04);
    }

    [Fact]
    public void The_longest_packet_of_the_standard_fits_in_the_samples_asked_for()
    {
        using var decoder = ChunkDecoders.Create(new(AudioEncoding.Opus, 48_000, 1));

        // Code 3 of RFC 6716: six frames of 20 ms, each empty, in one packet.
        byte[] packet = [(1 << 3) | 3, 6];

        Assert.Equal(5_760, decoder.MaxSamples(packet.Length));
        Assert.Equal(5_760, DecoderTesting.DecodeNext(decoder, packet).ValueOrThrow().Length);
    }

    [Fact]
    public void A_corrupt_packet_is_an_error_and_the_next_packet_decodes()
    {
        using var encoder = new OpusTestEncoder(16_000, 1);
        using var decoder = ChunkDecoders.Create(new(AudioEncoding.Opus, 16_000, 1));
        var packet = encoder.Encode(Signals.Sine(440, 16_000, 0.02));

        // Code 3 with no frame count: RFC 6716 forbids it.
        var refused = DecoderTesting.DecodeNext(decoder, [0xFF]);

        Assert.Equal(ErrorCodes.InvalidAudio, refused.Error?.Code);
        Assert.Equal("The 1 bytes are not an Opus packet (RFC 6716).", refused.Error?.Message);
        Assert.Equal(320, DecoderTesting.DecodeNext(decoder, packet).ValueOrThrow().Length);
    }

    [Fact]
    public void A_packet_over_the_limit_is_refused_with_the_limit()
    {
        using var decoder = ChunkDecoders.Create(new(AudioEncoding.Opus, 16_000, 1));

        Assert.Equal(
            ParleyError.Invalid(
                "audio", "An Opus packet of 4000 bytes; packets are under 4000 bytes.", ErrorCodes.InvalidAudio),
            DecoderTesting.DecodeNext(decoder, new byte[4_000]).Error);
    }

    [Fact]
    public void Any_bytes_are_samples_within_full_scale_or_an_error()
    {
        using var decoder = ChunkDecoders.Create(new(AudioEncoding.Opus, 48_000, 1));
        Prop.ForAll<byte[]>(bytes =>
        {
            var outcome = DecoderTesting.DecodeNext(decoder, bytes);
            if (outcome.Succeeded)
            {
                Assert.All(outcome.Value, sample => Assert.InRange(sample, -1, 1));
            }
            else
            {
                Assert.Equal(ErrorCodes.InvalidAudio, outcome.Error.Code);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Decoding_allocates_nothing()
    {
        using var encoder = new OpusTestEncoder(16_000, 1);
        using var decoder = ChunkDecoders.Create(new(AudioEncoding.Opus, 16_000, 1));
        var packet = encoder.Encode(Signals.Sine(440, 16_000, 0.02));
        var mono = new float[decoder.MaxSamples(packet.Length)];
        _ = decoder.Decode(packet, mono);

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                _ = decoder.Decode(packet, mono);
            }
        }));
    }

    private static float[] RoundTrip(int rate, int channels, float[] interleaved, int packetMilliseconds)
    {
        using var encoder = new OpusTestEncoder(rate, channels);
        using var decoder = ChunkDecoders.Create(new(AudioEncoding.Opus, rate, channels));
        return
        [
            .. interleaved
                .Chunk(rate / 1_000 * packetMilliseconds * channels)
                .Where(piece => piece.Length == rate / 1_000 * packetMilliseconds * channels)
                .SelectMany(piece => DecoderTesting.DecodeNext(decoder, encoder.Encode(piece)).ValueOrThrow()),
        ];
    }
}
