using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Parley.Protocols.SocketIO.SocketIo;

namespace Parley.Protocols.Tests.SocketIO.SocketIo;

public sealed class SocketPacketTests
{
    private const int MaxAttachments = 10;

    /// <summary>Pieces that make valid, nearly valid and broken packets.</summary>
    private static readonly Arbitrary<byte[]> Texts = Gen.Elements(
            "0", "1", "2", "3", "4", "5", "6", "9", "1-", "2-", "11-", "-", "/", "/admin", ",", "12", "99999999999999999999",
            "[", "]", "\"foo\"", "\"connect\"", "{", "}", ":", "\"num\"", "\"_placeholder\"", "true", "0", "{\"_placeholder\":true,\"num\":0}",
            "\"\\ud800\"", "1e999", "null", "\"早安\"", " ", "\n", "[[[[[[[[")
        .ListOf().Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))).ToArbitrary();

    private static readonly Gen<SocketPacket> Packets =
        from type in Gen.Elements(Enum.GetValues<SocketPacketType>())
        from name in Gen.Elements("/", "/admin", "/a/b", "/早安", "/0")
        from id in Gen.Elements<long?>(null, 0, 1, 456, 9_007_199_254_740_991)
        from attachments in Gen.Choose(1, MaxAttachments)
        from values in ArbMap.Default.GeneratorFor<NonNull<string>>().ListOf()
        select Packet(type, name, id, attachments, [.. values.Select(value => value.Get)]);

    [Theory]
    [InlineData("0", SocketPacketType.Connect, "/", null, "", 0)]
    [InlineData("0/admin,", SocketPacketType.Connect, "/admin", null, "", 0)]
    [InlineData("0/admin", SocketPacketType.Connect, "/admin", null, "", 0)]
    [InlineData("""0/admin,{"token":"123"}""", SocketPacketType.Connect, "/admin", null, """{"token":"123"}""", 0)]
    [InlineData("1", SocketPacketType.Disconnect, "/", null, "", 0)]
    [InlineData("1/admin,", SocketPacketType.Disconnect, "/admin", null, "", 0)]
    [InlineData("""2["foo"]""", SocketPacketType.Event, "/", null, """["foo"]""", 0)]
    [InlineData("2[7]", SocketPacketType.Event, "/", null, "[7]", 0)]
    [InlineData("""212["foo"]""", SocketPacketType.Event, "/", 12L, """["foo"]""", 0)]
    [InlineData("""2/admin,456["project:delete",123]""", SocketPacketType.Event, "/admin", 456L, """["project:delete",123]""", 0)]
    [InlineData("""3/admin,13["bar"]""", SocketPacketType.Ack, "/admin", 13L, """["bar"]""", 0)]
    [InlineData("31[]", SocketPacketType.Ack, "/", 1L, "[]", 0)]
    [InlineData("""4{"message":"Not authorized"}""", SocketPacketType.ConnectError, "/", null, """{"message":"Not authorized"}""", 0)]
    [InlineData("""51-["baz",{"_placeholder":true,"num":0}]""", SocketPacketType.BinaryEvent, "/", null, """["baz",{"_placeholder":true,"num":0}]""", 1)]
    [InlineData("""50-["baz"]""", SocketPacketType.BinaryEvent, "/", null, """["baz"]""", 0)]
    [InlineData("""61-15["bar",{"_placeholder":true,"num":0}]""", SocketPacketType.BinaryAck, "/", 15L, """["bar",{"_placeholder":true,"num":0}]""", 1)]
    internal void A_packet_is_read_as_the_protocol_writes_it(
        string text, SocketPacketType type, string name, long? id, string json, int attachments)
    {
        Assert.True(SocketPacketParser.TryParse(Encoding.UTF8.GetBytes(text), MaxAttachments, out var packet));

        Assert.Equal(
            (type, name, id, json, attachments),
            (packet.Type, packet.Namespace, packet.Id, Encoding.UTF8.GetString(packet.Json.Span), packet.Attachments));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("7[\"foo\"]")]
    [InlineData("2")]
    [InlineData("2{}")]
    [InlineData("2[]")]
    [InlineData("2[{}]")]
    [InlineData("2[null]")]
    [InlineData("2[\"foo\"")]
    [InlineData("2[\"foo\"]]")]
    [InlineData("2abc[\"foo\"]")]
    [InlineData("299999999999999999999[\"foo\"]")]
    [InlineData("29007199254740992[\"foo\"]")]
    [InlineData("2-1[\"foo\"]")]
    [InlineData("2[\"\\ud800\"]")]
    [InlineData("2[\"connect\"]")]
    [InlineData("2[\"connect_error\"]")]
    [InlineData("2[\"disconnect\"]")]
    [InlineData("2[\"disconnecting\"]")]
    [InlineData("2[\"newListener\"]")]
    [InlineData("2[\"removeListener\"]")]
    [InlineData("3[\"bar\"]")]
    [InlineData("31{}")]
    [InlineData("31")]
    [InlineData("0\"text\"")]
    [InlineData("0[]")]
    [InlineData("01")]
    [InlineData("1{}")]
    [InlineData("4")]
    [InlineData("5[\"foo\"]")]
    [InlineData("5-[\"foo\"]")]
    [InlineData("5+1-[\"foo\",{\"_placeholder\":true,\"num\":0}]")]
    [InlineData("5-1-[\"foo\"]")]
    [InlineData("51-[\"foo\"]")]
    [InlineData("51-[\"foo\",{\"_placeholder\":true,\"num\":1}]")]
    [InlineData("51-[\"foo\",{\"_placeholder\":true,\"num\":-1}]")]
    [InlineData("51-[\"foo\",{\"_placeholder\":true,\"num\":\"0\"}]")]
    [InlineData("51-[\"foo\",{\"_placeholder\":true}]")]
    [InlineData("52-[\"foo\",{\"_placeholder\":true,\"num\":0}]")]
    [InlineData("511-[\"foo\"]")]
    [InlineData("599999999999-[\"foo\"]")]
    public void What_is_no_packet_is_not_read(string text) =>
        Assert.False(SocketPacketParser.TryParse(Encoding.UTF8.GetBytes(text), MaxAttachments, out _));

    [Fact]
    public void A_namespace_has_a_longest_name()
    {
        Assert.True(SocketPacketParser.TryParse(Encoding.UTF8.GetBytes("0/" + new string('x', 255)), MaxAttachments, out _));
        Assert.False(SocketPacketParser.TryParse(Encoding.UTF8.GetBytes("0/" + new string('x', 256)), MaxAttachments, out _));
    }

    [Fact]
    public void What_is_written_is_read_back() => Prop.ForAll(Packets.ToArbitrary(), packet =>
            SocketPacketParser.TryParse(SocketPacketWriter.Write(packet), MaxAttachments, out var read) && Show(read).Equals(Show(packet), StringComparison.Ordinal))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_bytes_there_is_an_answer() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Answers(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_text_there_is_an_answer() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(Texts, bytes => Answers(bytes)));

    [Fact]
    public void A_payload_puts_each_binary_value_in_its_place()
    {
        var payload = SocketPayload.Event("baz", values =>
        {
            values.Binary(new byte[] { 1 });
            values.Json.WriteStringValue("早安");
            values.Binary(new byte[] { 2 });
        });

        Assert.Equal(
            """["baz",{"_placeholder":true,"num":0},"早安",{"_placeholder":true,"num":1}]""", Encoding.UTF8.GetString(payload.Json.Span));
        Assert.Equal([1, 2], payload.Attachments.Select(bytes => (int)bytes.Span[0]));
    }

    private static bool Answers(byte[] text)
    {
        if (!SocketPacketParser.TryParse(text, MaxAttachments, out var packet))
        {
            return true;
        }

        // What was accepted can be read without a further doubt.
        if (packet.Json.Length > 0)
        {
            using var document = JsonDocument.Parse(packet.Json);
        }

        return packet.Attachments is >= 0 and <= MaxAttachments;
    }

    private static SocketPacket Packet(SocketPacketType type, string name, long? id, int attachments, string[] values)
    {
        var binary = type is SocketPacketType.BinaryEvent or SocketPacketType.BinaryAck;
        var isEvent = type is SocketPacketType.Event or SocketPacketType.BinaryEvent;
        var isAck = type is SocketPacketType.Ack or SocketPacketType.BinaryAck;
        object[] array =
        [
            .. isEvent ? ["event"] : Array.Empty<object>(),
            .. values,
            .. binary ? Enumerable.Range(0, attachments).Select(object (i) => new Dictionary<string, object> { ["_placeholder"] = true, ["num"] = i }) : [],
        ];
        var json = type switch
        {
            SocketPacketType.Connect when values.Length == 0 => [],
            SocketPacketType.Connect or SocketPacketType.ConnectError => JsonSerializer.SerializeToUtf8Bytes(new { message = string.Concat(values) }),
            SocketPacketType.Disconnect => [],
            _ => JsonSerializer.SerializeToUtf8Bytes(array),
        };
        long? written = isAck ? id ?? 3 : isEvent ? id : null;
        return new SocketPacket(type, name, written, json, binary ? attachments : 0);
    }

    private static string Show(SocketPacket packet) =>
        $"{packet.Type} {packet.Namespace} {packet.Id} {packet.Attachments} {Encoding.UTF8.GetString(packet.Json.Span)}";
}
