using System.Net;
using System.Text.Json;
using Parley.Server.Hosting;
using Parley.Server.Support;

namespace Parley.Server.SystemInfo;

public sealed class SystemInfoTests
{
    private const string Address = "/api/system/info";

    [Fact]
    public async Task It_says_what_the_server_is_can_and_does()
    {
        await using var server = await TestServer.StartAsync(("Limits:MaxSessions", "5"), ("Engine:Workers", "3"));
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start"}""");
        await speaker.NextAsync("session.started");

        var report = await ReadAsync(server);

        Assert.Equal("ready", report.GetProperty("status").GetString());
        Assert.NotEqual("", report.GetProperty("version").GetString());
        Assert.True(report.GetProperty("uptime_seconds").GetDouble() > 0);
        Assert.Equal(1, report.GetProperty("sessions").GetProperty("running").GetInt32());
        Assert.Equal(Environment.ProcessorCount, report.GetProperty("processors").GetInt32());
        Assert.Equal(JsonValueKind.Array, report.GetProperty("gpus").ValueKind);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("cluster").ValueKind);

        var memory = report.GetProperty("memory");
        Assert.InRange(memory.GetProperty("managed_heap_bytes").GetInt64(), 1, memory.GetProperty("resident_bytes").GetInt64());

        var capacity = report.GetProperty("capacity");
        Assert.Equal(3, capacity.GetProperty("engine_threads").GetInt32());
        Assert.Equal(5, capacity.GetProperty("session_limit").GetInt32());
        Assert.Equal(0, capacity.GetProperty("pressure").GetProperty("speakers").GetInt32());
        Assert.True(capacity.GetProperty("admission").GetProperty("open").GetBoolean());

        var assistant = report.GetProperty("assistants")[0];
        Assert.Equal("scripted", assistant.GetProperty("name").GetString());
        Assert.True(assistant.GetProperty("scripted").GetBoolean());

        var voice = report.GetProperty("voices")[0];
        Assert.Equal("espeak-ng", voice.GetProperty("name").GetString());
        Assert.False(voice.GetProperty("clones").GetBoolean());
        Assert.InRange(voice.GetProperty("voices").GetInt32(), 100, 1_000);
        Assert.Contains("cmn", voice.GetProperty("languages").EnumerateArray().Select(language => language.GetString()));

        var model = report.GetProperty("models")[0];
        Assert.Equal("moonshine-base", model.GetProperty("name").GetString());
        Assert.True(model.GetProperty("default").GetBoolean());
        Assert.Equal("onnx", model.GetProperty("engine").GetString());
        Assert.Equal("moonshine-base", report.GetProperty("engines")[0].GetProperty("models")[0].GetString());
    }

    [Fact]
    public async Task It_names_the_ports_that_were_really_bound()
    {
        await using var server = await TestServer.StartAsync();

        var protocols = (await ReadAsync(server)).GetProperty("protocols").EnumerateArray().ToDictionary(
            protocol => protocol.GetProperty("name").GetString()!,
            protocol => protocol.GetProperty("ports")[0].GetProperty("port").GetInt32(),
            StringComparer.Ordinal);

        Assert.Equal(server.App.BoundPort(), protocols["websocket"]);
        Assert.Equal(server.App.BoundPort(), protocols["socket.io"]);
        Assert.Equal(server.App.BoundGrpcPort(), protocols["grpc"]);
    }

    [Fact]
    public async Task A_protocol_that_is_off_is_not_named()
    {
        await using var server = await TestServer.StartAsync(("SocketIo:Enabled", "false"), ("Listen:Grpc", "off"));

        var names = (await ReadAsync(server)).GetProperty("protocols").EnumerateArray().Select(protocol => protocol.GetProperty("name").GetString());

        Assert.Equal(["websocket", "http", "openai", "openai-realtime", "chat"], names);
    }

    [Fact]
    public async Task A_full_server_says_with_which_code_it_would_refuse()
    {
        await using var server = await TestServer.StartAsync(("Limits:MaxSessions", "1"));
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start"}""");
        await speaker.NextAsync("session.started");

        var admission = (await ReadAsync(server)).GetProperty("capacity").GetProperty("admission");

        Assert.False(admission.GetProperty("open").GetBoolean());
        Assert.Equal("too_many_sessions", admission.GetProperty("refusal").GetString());
    }

    [Fact]
    public async Task While_the_models_load_it_answers_and_says_so()
    {
        var loadable = new TaskCompletionSource();
        await using var server = await TestServer.StartLoadingAsync(loadable.Task);
        try
        {
            var report = await ReadAsync(server);

            Assert.Equal("loading", report.GetProperty("status").GetString());
            Assert.Equal("loading", report.GetProperty("models")[0].GetProperty("status").GetString());
            Assert.Equal("starting", report.GetProperty("capacity").GetProperty("admission").GetProperty("refusal").GetString());
        }
        finally
        {
            loadable.SetResult();
        }
    }

    [Fact]
    public async Task No_path_of_the_machine_is_in_it()
    {
        await using var server = await TestServer.StartAsync();

        // "/nowhere" is the home of every server in these tests.
        Assert.DoesNotContain("/nowhere", await server.Client.GetStringAsync(Address, Patience.Token()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host", "evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    public async Task Other_hosts_and_pages_of_other_sites_do_not_get_it(string header, string value, HttpStatusCode status)
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.Add(header, value);

        using var answer = await server.Client.SendAsync(request, Patience.Token());

        Assert.Equal(status, answer.StatusCode);
    }

    private static async Task<JsonElement> ReadAsync(TestServer server) =>
        JsonDocument.Parse(await server.Client.GetStringAsync(Address, Patience.Token())).RootElement;
}
