using System.Text.Json;

namespace Parley.Protocols.Tests.SocketIO.SocketIo;

/// <summary>Every case that the suite of Socket.IO protocol 5 has beyond that of Engine.IO.</summary>
public sealed class ProtocolSuiteTests
{
    [Theory]
    [InlineData("40", "40", """42["auth",{}]""")]
    [InlineData("""40{"token":"123"}""", "40", """42["auth",{"token":"123"}]""")]
    [InlineData("40/custom,", "40/custom,", """42/custom,["auth",{}]""")]
    [InlineData("40/custom", "40/custom,", """42/custom,["auth",{}]""")]
    [InlineData("""40/custom,{"token":"abc"}""", "40/custom,", """42/custom,["auth",{"token":"abc"}]""")]
    public async Task A_client_joins_a_namespace(string asks, string welcomed, string then)
    {
        await using var server = await SuiteServer.StartAsync();
        using var socket = await server.ConnectAsync();

        await socket.SendAsync(asks);

        var welcome = (await socket.NextAsync())!;
        Assert.StartsWith(welcomed, welcome, StringComparison.Ordinal);
        var given = JsonDocument.Parse(welcome[welcomed.Length..]).RootElement;
        Assert.Equal("sid", Assert.Single(given.EnumerateObject()).Name);
        Assert.NotEmpty(given.GetProperty("sid").GetString()!);
        Assert.Equal(then, await socket.NextAsync());
    }

    [Fact]
    public async Task A_namespace_that_is_not_there_is_refused_by_name()
    {
        await using var server = await SuiteServer.StartAsync();
        using var socket = await server.ConnectAsync();

        await socket.SendAsync("40/random");

        Assert.Equal("""44/random,{"message":"Invalid namespace"}""", await socket.NextAsync());
    }

    [Theory]
    [InlineData("4abc")]
    [InlineData("""42["message"]""")]
    [InlineData("41")]
    [InlineData("431[]")]
    public async Task A_client_that_begins_with_something_else_is_closed(string message)
    {
        await using var server = await SuiteServer.StartAsync();
        using var socket = await server.ConnectAsync();

        await socket.SendAsync(message);

        Assert.Equal(1002, await socket.ClosedAsync());
    }

    [Fact]
    public async Task A_client_that_joins_nothing_in_time_is_closed()
    {
        await using var server = await SuiteServer.StartAsync(engine: new());
        using var socket = await server.ConnectAsync();

        server.Time.Advance(SuiteServer.Options.ConnectTimeout);

        Assert.NotNull(await socket.ClosedAsync());
    }

    [Fact]
    public async Task A_client_that_joined_is_not_closed_then()
    {
        await using var server = await SuiteServer.StartAsync(engine: new());
        using var socket = await server.JoinedAsync();

        server.Time.Advance(SuiteServer.Options.ConnectTimeout * 2);
        await socket.SendAsync("""42["message",1]""");

        Assert.Equal("""42["message-back",1]""", await socket.NextAsync());
    }

    [Fact]
    public async Task A_client_that_leaves_its_namespace_stays_connected()
    {
        await using var server = await SuiteServer.StartAsync();
        using var socket = await server.JoinedAsync();

        await socket.SendAsync("41");
        await socket.SendAsync("40");
        Assert.StartsWith("40", await socket.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("""42["auth",{}]""", await socket.NextAsync());
        server.Time.Advance(TimeSpan.FromMilliseconds(300));

        Assert.Equal("2", await socket.NextAsync());
        Assert.Equal(1, server.Main.Count);
    }

    [Fact]
    public async Task Leaving_one_namespace_leaves_the_other_as_it_was()
    {
        await using var server = await SuiteServer.StartAsync();
        using var socket = await server.JoinedAsync();
        await socket.SendAsync("40/custom");
        await socket.NextAsync();
        await socket.NextAsync();

        await socket.SendAsync("41/custom");
        await socket.SendAsync("""42["message","message to main namespace"]""");

        Assert.Equal("""42["message-back","message to main namespace"]""", await socket.NextAsync());
    }

    [Theory]
    [InlineData("""42["message",1,"2",{"3":[true]}]""", """42["message-back",1,"2",{"3":[true]}]""")]
    [InlineData("""42456["message-with-ack",1,"2",{"3":[false]}]""", """43456[1,"2",{"3":[false]}]""")]
    [InlineData("""420["message-with-ack"]""", "430[]")]
    public async Task Text_goes_there_and_comes_back(string said, string answer)
    {
        await using var server = await SuiteServer.StartAsync();
        using var socket = await server.JoinedAsync();

        await socket.SendAsync(said);

        Assert.Equal(answer, await socket.NextAsync());
    }

    [Theory]
    [InlineData("", "\"message\",", "452-", "\"message-back\",")]
    [InlineData("789", "\"message-with-ack\",", "462-789", "")]
    public async Task Attachments_go_there_and_come_back(string id, string name, string head, string nameBack)
    {
        const string Places = """{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]""";
        await using var server = await SuiteServer.StartAsync();
        using var socket = await server.JoinedAsync();

        await socket.SendAsync($"452-{id}[{name}{Places}");
        await socket.SendAsync([1, 2, 3]);
        await socket.SendAsync([4, 5, 6]);

        Assert.Equal($"{head}[{nameBack}{Places}", await socket.NextAsync());
        Assert.Equal("bytes 010203", await socket.NextAsync());
        Assert.Equal("bytes 040506", await socket.NextAsync());
    }

    [Theory]
    [InlineData("4abc")]
    [InlineData("42{}")]
    [InlineData("""42abc["message-with-ack",1,"2",{"3":[false]}]""")]
    [InlineData("""42["disconnect"]""")]
    [InlineData("40")]
    [InlineData("""44{"message":"no"}""")]
    public async Task What_is_no_packet_or_comes_at_the_wrong_time_closes_the_connection(string message)
    {
        await using var server = await SuiteServer.StartAsync();
        using var socket = await server.JoinedAsync();

        await socket.SendAsync(message);

        Assert.Equal(1002, await socket.ClosedAsync());
        Assert.Equal(0, server.Main.Count);
    }

    [Fact]
    public async Task The_same_goes_over_polling()
    {
        await using var server = await SuiteServer.StartAsync();
        var opened = await server.Http.GetStringAsync(SuiteServer.Path + "polling", Wire.Limit());
        var address = SuiteServer.Path + "polling&sid=" + JsonDocument.Parse(opened[1..]).RootElement.Text("sid");
        using var join = new StringContent("40\u001e451-[\"message\",{\"_placeholder\":true,\"num\":0}]\u001ebAQIDBA==");
        using var joined = await server.Http.PostAsync(address, join, Wire.Limit());

        var answers = (await server.Http.GetStringAsync(address, Wire.Limit())).Split('\u001e');

        Assert.Equal("ok", await joined.Content.ReadAsStringAsync(Wire.Limit()));
        Assert.StartsWith("40{\"sid\":", answers[0], StringComparison.Ordinal);
        Assert.Equal(
            ["""42["auth",{}]""", """451-["message-back",{"_placeholder":true,"num":0}]""", "bAQIDBA=="], answers[1..]);
    }
}
