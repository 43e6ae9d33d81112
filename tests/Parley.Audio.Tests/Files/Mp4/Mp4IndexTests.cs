using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Parley.Audio.Files.Mp4;
using Parley.Failures;

namespace Parley.Audio.Tests.Files.Mp4;

public sealed class Mp4IndexTests
{
    [Fact]
    public void Only_chunks_that_move_are_corrected()
    {
        var moov = Moov(Stco(10, 100, 199, 200), Co64(10, 100, 5_000_000_000));

        Assert.Null(Mp4Index.Move(moov, start: 100, end: 200, by: 7));

        Assert.Equal(Moov(Stco(10, 107, 206, 200), Co64(10, 107, 5_000_000_000)), moov);
    }

    [Fact]
    public void Offsets_outside_of_a_track_are_left_alone()
    {
        byte[] moov = Box("moov", Stco(100));
        var before = moov.ToArray();

        Assert.Null(Mp4Index.Move(moov, 0, 1_000, 7));

        Assert.Equal(before, moov);
    }

    [Fact]
    public void An_offset_that_no_longer_fits_is_refused()
    {
        var error = Mp4Index.Move(Moov(Stco(uint.MaxValue - 3)), 0, uint.MaxValue, 7);

        Assert.Equal(ErrorCodes.UnsupportedAudio, error?.Code);
    }

    [Fact]
    public void The_movie_header_tells_the_length()
    {
        byte[] version0 = [0, 0, 0, 0, .. UInt32(0), .. UInt32(0), .. UInt32(1_000), .. UInt32(2_500)];
        byte[] version1 = [1, 0, 0, 0, .. new byte[16], .. UInt32(1_000), .. UInt32(0), .. UInt32(3_500)];
        byte[] scale0 = [0, 0, 0, 0, .. UInt32(0), .. UInt32(0), .. UInt32(0), .. UInt32(2_500)];

        Assert.Equal(TimeSpan.FromSeconds(2.5), Mp4Index.Duration(Box("moov", Box("mvhd", version0))));
        Assert.Equal(TimeSpan.FromSeconds(3.5), Mp4Index.Duration(Box("moov", [.. Box("free", [1]), .. Box("mvhd", version1)])));
        Assert.Null(Mp4Index.Duration(Box("moov", Box("mvhd", scale0))));
        Assert.Null(Mp4Index.Duration(Box("moov", Box("mvhd", [0]))));
    }

    [Fact]
    public void Damage_never_throws()
    {
        var whole = Moov(Stco(1, 2, 3), Co64(4, 5));
        var damage =
            from at in Gen.Choose(0, whole.Length - 1)
            from value in Gen.Elements(0, 1, 8, 0x7F, 0x80, 0xFF)
            select (at, (byte)value);

        Prop.ForAll(damage.ArrayOf().ToArbitrary(), Gen.Choose(0, whole.Length).ToArbitrary(), (damages, length) =>
        {
            var bytes = whole.ToArray();
            foreach (var (at, value) in damages)
            {
                bytes[at] = value;
            }

            _ = Mp4Index.Move(bytes.AsSpan(0, length), 0, long.MaxValue, 100);
            _ = Mp4Index.Duration(bytes.AsSpan(0, length));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    private static byte[] Moov(params byte[][] tables) =>
        Box("moov", Box("trak", Box("mdia", Box("minf", Box("stbl", [.. tables.SelectMany(table => table)])))));

    private static byte[] Stco(params uint[] offsets) =>
        Box("stco", [0, 0, 0, 0, .. UInt32((uint)offsets.Length), .. offsets.SelectMany(UInt32)]);

    private static byte[] Co64(params long[] offsets) => Box("co64",
    [
        0, 0, 0, 0, .. UInt32((uint)offsets.Length),
        .. offsets.SelectMany(offset => new[] { UInt32((uint)(offset >> 32)), UInt32((uint)offset) }).SelectMany(b => b),
    ]);

    private static byte[] Box(string type, byte[] body) =>
        [.. UInt32((uint)body.Length + 8), .. type.Select(c => (byte)c), .. body];

    private static byte[] UInt32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
