using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Parley.Protocols.SocketIO.EngineIo;

namespace Parley.Protocols.Tests.SocketIO.EngineIo;

public sealed class EnginePayloadTests
{
    private static readonly EnginePacketType[] Types = Enum.GetValues<EnginePacketType>();

    /// <summary>Text never holds the separator: JSON escapes it.</summary>
    private static readonly Gen<EnginePacket> Packets =
        from type in Gen.Elements(Types)
        from text in ArbMap.Default.GeneratorFor<NonNull<string>>()
        from bytes in ArbMap.Default.GeneratorFor<byte[]>()
        from binary in ArbMap.Default.GeneratorFor<bool>()
        select binary
            ? EnginePacket.OfBytes(bytes)
            : new EnginePacket(type, Encoding.UTF8.GetBytes(text.Get.Replace('\u001e', ' ')));

    private static readonly Arbitrary<byte[]> Payloads = Gen.Elements(
            "0", "1", "2", "3", "4", "5", "6", "7", "b", "\u001e", "AQID", "=", "==", "probe", "早安", "\ufffd", "[", "!", " ")
        .ListOf().Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))).ToArbitrary();

    [Fact]
    public void What_is_written_is_read_back() => Prop.ForAll(Packets.NonEmptyListOf().ToArbitrary(), packets =>
        {
            using var payload = new PooledBuffer();
            foreach (var packet in packets)
            {
                EnginePayload.Append(payload, packet, payload.Length == 0);
            }

            return Read(payload.Written, out var broken).SequenceEqual(packets.Select(Show)) && !broken;
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_bytes_reading_ends() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Ends(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_text_reading_ends() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(Payloads, bytes => Ends(bytes)));

    [Fact]
    public void A_frame_says_its_length_in_the_shortest_way()
    {
        Assert.Equal([0x81, 3, (byte)'4', (byte)'h', (byte)'i'], Frame(EnginePacket.OfText("hi"u8.ToArray())));
        Assert.Equal([0x82, 2, 1, 2], Frame(EnginePacket.OfBytes(new byte[] { 1, 2 })));
        Assert.Equal([0x82, 126, 0, 126], Frame(EnginePacket.OfBytes(new byte[126]))[..4]);
        Assert.Equal([0x82, 126, 0xFF, 0xFF], Frame(EnginePacket.OfBytes(new byte[65_535]))[..4]);
        Assert.Equal([0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0], Frame(EnginePacket.OfBytes(new byte[65_536]))[..10]);
    }

    private static byte[] Frame(EnginePacket packet)
    {
        using var frame = new PooledBuffer();
        WebSocketFrames.Write(frame, packet);
        return frame.Written.ToArray();
    }

    private static bool Ends(byte[] payload)
    {
        var packets = Read(payload, out var broken);
        var separators = payload.Count(one => one == 0x1E);
        return broken ? packets.Count <= separators : packets.Count == separators + 1;
    }

    private static List<string> Read(ReadOnlyMemory<byte> payload, out bool broken)
    {
        var packets = new List<string>();
        var reader = new EnginePayload.Reader(payload);
        while (reader.MoveNext())
        {
            packets.Add(Show(reader.Current));
        }

        broken = reader.Broken;
        return packets;
    }

    private static string Show(EnginePacket packet) => $"{packet.Type} {packet.Binary} {Convert.ToHexString(packet.Data.Span)}";
}
