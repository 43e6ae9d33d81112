using System.Text;
using Parley.Testing;

namespace Parley.Protocols.Tests.WebSockets;

/// <summary>What a client gets for breaking WebSocket itself: the reason, then the close code, then an orderly end.</summary>
public sealed class BrokenFrameTests
{
    private const int Continuation = 0;
    private const int TextFrame = 1;
    private const int Binary = 2;
    private const int Close = 8;
    private const int Ping = 9;

    public static TheoryData<string, byte[], int> BrokenFrames => new()
    {
        { "not masked", [0x81, 5, .. "hello"u8], 1002 },
        { "reserved bits", RawClient.Frame(TextFrame, "{}"u8, reserved: 4), 1002 },
        { "unknown opcode", RawClient.Frame(3, "{}"u8), 1002 },
        { "unknown control opcode", RawClient.Frame(11, "{}"u8), 1002 },
        { "control frame over 125 bytes", RawClient.Frame(Ping, new byte[126]), 1002 },
        { "control frame in fragments", RawClient.Frame(Ping, "a"u8, final: false), 1002 },
        { "continuation of nothing", RawClient.Frame(Continuation, "{}"u8), 1002 },
        { "a new message inside another", [.. RawClient.Frame(TextFrame, "{"u8, final: false), .. RawClient.Frame(TextFrame, "}"u8)], 1002 },
        { "a close of one byte", RawClient.Frame(Close, [3]), 1002 },
        { "a close with a reserved code", RawClient.Frame(Close, [0x03, 0xED]), 1002 },
        { "a length below zero", [0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4], 1002 },
        { "text that is not UTF-8", RawClient.Frame(TextFrame, [0xC3, 0x28]), 1007 },
        { "text cut inside a character", RawClient.Frame(TextFrame, [0xE6, 0x97]), 1007 },
    };

    [Theory]
    [MemberData(nameof(BrokenFrames))]
    public async Task A_broken_frame_gets_an_error_and_its_close_code(string what, byte[] bytes, int code)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.UpgradeAsync(server);

        await client.SendAsync(bytes);

        var said = await client.RestAsync();
        Assert.True(said is [{ Opcode: TextFrame }, { Opcode: Close }], $"{what}: {said.Count} frames");
        Assert.Equal("error", said[0].Json.Text("type"));
        Assert.Equal("invalid_frame", said[0].Json.Text("code"));
        said[0].Json.Some("request_id");
        Assert.Equal(code, said[1].CloseCode);
    }

    [Fact]
    public async Task The_code_arrives_even_when_the_client_goes_on_sending()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.UpgradeAsync(server);

        await client.SendAsync([.. RawClient.Frame(3, "{}"u8), .. new byte[512 * 1024]]);
        var sending = client.SendAsync(new byte[512 * 1024]);

        Assert.Equal("invalid_frame", (await client.ReadAsync())!.Json.Text("code"));
        Assert.Equal(1002, (await client.ReadAsync())!.CloseCode);
        await sending;
    }

    [Fact]
    public async Task A_client_that_does_not_close_its_side_is_left_after_a_while()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.UpgradeAsync(server);
        await client.SendAsync(RawClient.Frame(3, "{}"u8));
        await client.ReadAsync();
        await client.ReadAsync();

        var end = client.ReadAsync();
        await server.Time.UntilAsync(() => end.IsCompleted, TimeSpan.FromMinutes(1));

        Assert.Null(await end);
    }

    [Fact]
    public async Task What_was_accepted_before_a_broken_frame_is_recognised_and_others_read_it()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.UpgradeAsync(server);
        await client.SendAsync(RawClient.Text("""{"type":"session.start"}"""));
        var id = (await client.ReadAsync())!.Json.Text("session_id");
        using var reader = await TestClient.ConnectAsync(server, $"/v1/sessions/{id}");
        await client.SendAsync(RawClient.Frame(Binary, Spoken.S16Le(Spoken.Words("hello world."))));

        await client.SendAsync(RawClient.Frame(3, "{}"u8));

        var events = await reader.RestAsync();
        Assert.Equal("hello world.", Assert.Single(events, e => e.Is("transcript.final")).Text("text"));
        Assert.Equal("abandoned", events[^1].Text("reason"));
    }

    [Fact]
    public async Task Half_a_frame_and_then_the_end_of_the_connection_abandons_the_session()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.UpgradeAsync(server);
        await client.SendAsync(RawClient.Text("""{"type":"session.start"}"""));
        Assert.Equal("session.started", (await client.ReadAsync())!.Json.Text("type"));
        await client.SendAsync(RawClient.Frame(Binary, new byte[1000])[..500]);

        client.Finish();

        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }

    [Fact]
    public async Task A_reset_abandons_the_session()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.UpgradeAsync(server);
        await client.SendAsync(RawClient.Text("""{"type":"session.start"}"""));
        await client.ReadAsync();
        Assert.Equal(1, server.Hub.Running);

        client.Reset();

        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }

    [Fact]
    public async Task Text_in_fragments_with_a_ping_between_them_is_one_message()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.UpgradeAsync(server);

        await client.SendAsync(
        [
            .. RawClient.Frame(TextFrame, "{\"type\":"u8, final: false),
            .. RawClient.Frame(Ping, "?"u8),
            .. RawClient.Frame(Continuation, "\"session.start\"}"u8),
        ]);

        var pong = (await client.ReadAsync())!;
        Assert.Equal(10, pong.Opcode);
        Assert.Equal("?", Encoding.ASCII.GetString(pong.Payload));
        Assert.Equal("session.started", (await client.ReadAsync())!.Json.Text("type"));
    }
}
