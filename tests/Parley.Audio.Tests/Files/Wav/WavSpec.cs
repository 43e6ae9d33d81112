using System.Buffers.Binary;

namespace Parley.Audio.Tests.Files.Wav;

/// <summary>A WAV file to be written, plain unless said otherwise, each lie of its header by choice.</summary>
internal sealed record WavSpec
{
    public const int Pcm = 1;
    public const int Float = 3;
    public const int ALaw = 6;
    public const int MuLaw = 7;

    public string Riff { get; init; } = "RIFF";

    public int Tag { get; init; } = Pcm;

    public bool Extensible { get; init; }

    public int Channels { get; init; } = 1;

    public uint Rate { get; init; } = 16_000;

    public int Bits { get; init; } = 16;

    public int? FrameBytes { get; init; }

    /// <summary>What the data chunk claims, if not the truth.</summary>
    public uint? DataSize { get; init; }

    public byte[] ChunksBeforeFormat { get; init; } = [];

    public byte[] ChunksBeforeData { get; init; } = [];

    public byte[] BytesAfterData { get; init; } = [];

    public static byte[] Chunk(string id, byte[] body) =>
    [
        .. id.Select(c => (byte)c), .. UInt32((uint)body.Length), .. body, .. (body.Length % 2 == 1 ? new byte[1] : []),
    ];

    /// <summary>Writes the same samples on every channel.</summary>
    public byte[] Write(float[] samples)
    {
        var data = samples.SelectMany(sample => Enumerable.Repeat(Encode(sample), Channels).SelectMany(b => b)).ToArray();
        return
        [
            .. Head(), .. UInt32(DataSize ?? (uint)data.Length), .. data,
            .. (data.Length % 2 == 1 ? new byte[1] : []), .. BytesAfterData,
        ];
    }

    /// <summary>All before the size of the data chunk.</summary>
    public byte[] Head() =>
    [
        .. Riff.Select(c => (byte)c), .. UInt32(0xFFFF_FFFF), .. "WAVE"u8,
        .. ChunksBeforeFormat, .. Chunk("fmt ", Format()), .. ChunksBeforeData, .. "data"u8,
    ];

    private static byte[] UInt16(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        return bytes;
    }

    private static byte[] UInt32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private byte[] Format()
    {
        var frame = FrameBytes ?? (Channels * Bits / 8);
        byte[] plain =
        [
            .. UInt16(Extensible ? 0xFFFE : Tag), .. UInt16(Channels), .. UInt32(Rate),
            .. UInt32((uint)(Rate * frame)), .. UInt16(frame), .. UInt16(Bits),
        ];
        byte[] guidTail = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
        return Extensible
            ? [.. plain, .. UInt16(22), .. UInt16(Bits), .. UInt32(0), .. UInt16(Tag), .. guidTail]
            : plain;
    }

    private byte[] Encode(float sample) => (Tag, Bits) switch
    {
        (Pcm, 8) => [(byte)(128 + (int)Math.Round(sample * 127))],
        (Pcm, 16) => UInt16((short)Math.Round(sample * 32_767)),
        (Pcm, 24) => UInt32((uint)(int)Math.Round(sample * 8_388_607))[..3],
        (Pcm, 32) => UInt32((uint)(int)Math.Round(sample * 2_147_483_647.0)),
        (Float, 32) => BitConverter.GetBytes(sample),
        (Float, 64) => BitConverter.GetBytes((double)sample),
        _ => new byte[Math.Max(1, Bits / 8)],
    };
}
