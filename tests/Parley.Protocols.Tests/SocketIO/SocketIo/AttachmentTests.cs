using Parley.Protocols.SocketIO.EngineIo;

namespace Parley.Protocols.Tests.SocketIO.SocketIo;

public sealed class AttachmentTests
{
    private const string OneOfTwo = """452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]""";

    [Fact]
    public async Task Attachments_that_never_come_close_the_connection()
    {
        await using var server = await SuiteServer.StartAsync(engine: new EngineIoOptions());
        using var socket = await server.JoinedAsync();
        await socket.SendAsync("""42["message",0]""");
        await socket.NextAsync();
        await socket.SendAsync(OneOfTwo);
        await socket.SendAsync([1]);

        // The deadline runs from when the server heard of them.
        await server.Time.UntilAsync(() => server.Server.Connections == 0, SuiteServer.Options.AttachmentTimeout * 2);

        Assert.Equal(1002, await socket.ClosedAsync());
    }

    [Fact]
    public async Task Attachments_that_came_leave_no_deadline_behind()
    {
        await using var server = await SuiteServer.StartAsync(engine: new EngineIoOptions());
        using var socket = await server.JoinedAsync();
        await socket.SendAsync("""451-["message",{"_placeholder":true,"num":0}]""");
        await socket.SendAsync([1]);
        await socket.NextAsync();
        await socket.NextAsync();

        server.Time.Advance(SuiteServer.Options.AttachmentTimeout * 2);
        await socket.SendAsync("""42["message",0]""");

        Assert.Equal("""42["message-back",0]""", await socket.NextAsync());
    }

    [Fact]
    public async Task Text_in_place_of_an_attachment_closes_the_connection()
    {
        await using var server = await SuiteServer.StartAsync();
        using var socket = await server.JoinedAsync();

        await socket.SendAsync(OneOfTwo);
        await socket.SendAsync("""42["message"]""");

        Assert.Equal(1002, await socket.ClosedAsync());
    }

    [Fact]
    public async Task Bytes_that_nobody_announced_close_the_connection()
    {
        await using var server = await SuiteServer.StartAsync();
        using var socket = await server.JoinedAsync();

        await socket.SendAsync([1, 2, 3]);

        Assert.Equal(1002, await socket.ClosedAsync());
    }

    [Fact]
    public async Task More_attachments_than_may_be_close_the_connection()
    {
        await using var server = await SuiteServer.StartAsync(SuiteServer.Options with { MaxAttachments = 1 });
        using var socket = await server.JoinedAsync();

        await socket.SendAsync(OneOfTwo);

        Assert.Equal(1002, await socket.ClosedAsync());
    }

    [Fact]
    public async Task More_bytes_than_all_attachments_may_have_close_the_connection()
    {
        await using var server = await SuiteServer.StartAsync(SuiteServer.Options with { MaxAttachmentBytes = 5 });
        using var socket = await server.JoinedAsync();

        await socket.SendAsync(OneOfTwo);
        await socket.SendAsync([1, 2, 3]);
        await socket.SendAsync([4, 5, 6]);

        Assert.Equal(1002, await socket.ClosedAsync());
    }
}
