using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Parley.Audio.Files.Sniffing;

/// <summary>The four bytes that head each frame of MPEG-1, MPEG-2 or MPEG-2.5 audio.</summary>
/// <param name="Version">3 is MPEG-1, 2 is MPEG-2, 0 is MPEG-2.5.</param>
/// <param name="Layer">1 to 3.</param>
/// <param name="Rate">Samples a second.</param>
/// <param name="Length">Bytes from this header to the next.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MpegAudioHeader(int Version, int Layer, int Rate, bool Mono, int Length)
{
    public const int Bytes = 4;

    private const int Mpeg25 = 0;
    private const int Mpeg1 = 3;

    /// <summary>Thousands of bits a second by index 1 to 14, one row a kind.</summary>
    private static readonly int[] Mpeg1Layer1 = [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448];
    private static readonly int[] Mpeg1Layer2 = [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
    private static readonly int[] Mpeg1Layer3 = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] Mpeg2Layer1 = [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256];
    private static readonly int[] Mpeg2Layer23 = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    private static readonly int[] Mpeg1Rates = [44_100, 48_000, 32_000];

    /// <summary>Samples of one channel in a frame.</summary>
    public int Samples => Layer switch
    {
        1 => 384,
        3 when Version != Mpeg1 => 576,
        _ => 1_152,
    };

    /// <summary>Bytes between the header and the main data of a layer 3 frame.</summary>
    public int SideInfoBytes => (Version == Mpeg1, Mono) switch
    {
        (true, false) => 32,
        (false, true) => 9,
        _ => 17,
    };

    public static bool TryRead(ReadOnlySpan<byte> bytes, out MpegAudioHeader header)
    {
        header = default;
        if (bytes.Length < Bytes)
        {
            return false;
        }

        var bits = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var version = (int)(bits >> 19) & 3;
        var layer = 4 - ((int)(bits >> 17) & 3);
        var bitRateIndex = (int)(bits >> 12) & 15;
        var rateIndex = (int)(bits >> 10) & 3;
        var emphasis = (int)bits & 3;
        if (bits >> 21 != 0x7FF || version == 1 || layer == 4 || bitRateIndex is 0 or 15 || rateIndex == 3 || emphasis == 2)
        {
            return false;
        }

        var rate = Mpeg1Rates[rateIndex] / (version switch { Mpeg1 => 1, Mpeg25 => 4, _ => 2 });
        var bitRate = 1_000 * BitRates(version, layer)[bitRateIndex - 1];
        var padding = (int)(bits >> 9) & 1;
        var mono = ((bits >> 6) & 3) == 3;
        header = new(version, layer, rate, mono, 0);
        header = header with
        {
            Length = layer == 1
                ? ((12 * bitRate / rate) + padding) * 4
                : (header.Samples / 8 * bitRate / rate) + padding,
        };
        return true;
    }

    /// <summary>Whether both are frames of one stream.</summary>
    public bool Continues(MpegAudioHeader first) => (Version, Layer, Rate) == (first.Version, first.Layer, first.Rate);

    private static int[] BitRates(int version, int layer) => (version, layer) switch
    {
        (Mpeg1, 1) => Mpeg1Layer1,
        (Mpeg1, 2) => Mpeg1Layer2,
        (Mpeg1, _) => Mpeg1Layer3,
        (_, 1) => Mpeg2Layer1,
        _ => Mpeg2Layer23,
    };
}
