using System.Runtime.InteropServices;

namespace Parley.Audio.Tests.Codecs;

/// <summary>Makes Opus packets with the encoder of the same library.</summary>
internal sealed partial class OpusTestEncoder : IDisposable
{
    private const int Voip = 2048;
    private readonly nint _encoder;
    private readonly int _channels;

    public OpusTestEncoder(int rate, int channels)
    {
        _channels = channels;
        _encoder = Create(rate, channels, Voip, out var error);
        Assert.Equal(0, error);
    }

    /// <param name="interleaved">2.5 to 60 ms of audio.</param>
    public byte[] Encode(ReadOnlySpan<float> interleaved)
    {
        var packet = new byte[4_000];
        var length = Encode(_encoder, interleaved, interleaved.Length / _channels, packet, packet.Length);
        Assert.True(length > 0, $"opus_encode_float: {length}");
        return packet[..length];
    }

    public void Dispose() => Destroy(_encoder);

    [LibraryImport("libopus.so.0", EntryPoint = "opus_encoder_create")]
    private static partial nint Create(int rate, int channels, int application, out int error);

    [LibraryImport("libopus.so.0", EntryPoint = "opus_encode_float")]
    private static partial int Encode(nint encoder, ReadOnlySpan<float> pcm, int frameSize, Span<byte> packet, int room);

    [LibraryImport("libopus.so.0", EntryPoint = "opus_encoder_destroy")]
    private static partial void Destroy(nint encoder);
}
