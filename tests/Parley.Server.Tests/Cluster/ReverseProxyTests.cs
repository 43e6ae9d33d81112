using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Parley.Server.Support;
using Parley.Server.Tests.Clients;
using Parley.Testing;

namespace Parley.Server.Cluster;

/// <summary>What a client notices of a proxy with a configuration of <c>deploy/</c>, one of whose two nodes is gone: nothing.</summary>
public abstract class ReverseProxyTests : IAsyncLifetime
{
    /// <summary>Nobody listens there.</summary>
    private static readonly Uri Nobody = new("http://127.0.0.1:1");

    private TestServer _server = null!;
    private ReverseProxy _proxy = null!;

    private protected abstract Task<ReverseProxy> StartAsync(params ProxiedNode[] nodes);

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(("Cluster:Node", "node1"));
        _proxy = await StartAsync(new ProxiedNode(_server.Address, new Uri($"http://{_server.Grpc}")), new ProxiedNode(Nobody, Nobody));
    }

    public async ValueTask DisposeAsync()
    {
        await (_proxy?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Audio_goes_in_and_words_come_out_over_WebSocket()
    {
        using var speaker = await Speaker.ConnectAsync(_proxy.Address);
        await speaker.SayAsync("""{"type":"session.start"}""");
        await speaker.SpeakAsync(Spoken.Words("hello world."), Spoken.Silence(1));
        Assert.Equal("hello world.", (await speaker.NextAsync("transcript.final")).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Events_are_read_while_the_session_lasts()
    {
        using var client = Trusting();
        using var made = await client.PostAsJsonAsync("v1/sessions", new { mode = "batch" }, Patience.Token());
        var path = made.EnsureSuccessStatusCode().Headers.Location!.OriginalString;
        await using var events = await client.GetStreamAsync(path + "/events", Patience.Token());
        using var reader = new StreamReader(events);
        using var audio = new ByteArrayContent(Spoken.S16Le(Spoken.Words("hello world."), Spoken.Silence(2)));
        using var heard = await client.PostAsync(path + "/audio", audio, Patience.Token());
        heard.EnsureSuccessStatusCode();

        string? line;
        do
        {
            line = await reader.ReadLineAsync(Patience.Token());
        }
        while (line is not null && !line.Contains("transcript.final", StringComparison.Ordinal));
        Assert.NotNull(line);
    }

    [Fact]
    public async Task A_stock_client_polls_without_a_cookie()
    {
        using var recording = new SpokenFile();
        var bare = recording.Path + ".pcm";
        await File.WriteAllBytesAsync(bare, (await File.ReadAllBytesAsync(recording.Path, Patience.Token()))[44..], Patience.Token());
        var said = await ClientScript.CallAsync(
            "socket-io.mjs", "session", new JsonObject { ["server"] = _proxy.Address.GetLeftPart(UriPartial.Authority), ["file"] = bare, ["transports"] = new JsonArray("polling") });
        File.Delete(bare);

        Assert.Equal("polling", said.GetProperty("transport").GetString());
        Assert.Equal(SpokenFile.Text, string.Join(' ', said.GetProperty("events").EnumerateArray()
            .Where(one => one.GetProperty("name").ValueEquals("transcript.final")).Select(one => one.GetProperty("value").GetProperty("text").GetString())));
    }

    [Fact]
    public async Task A_stock_client_of_gRPC_streams_over_TLS()
    {
        using var recording = new SpokenFile();
        var answer = await ClientScript.CallAsync(
            "grpc.mjs", "stream", new JsonObject { ["server"] = _proxy.Grpc, ["trusted"] = _proxy.Trusted, ["file"] = recording.Path });

        Assert.Equal("OK", answer.GetProperty("status").GetProperty("code").GetString());
        Assert.Equal(SpokenFile.Text, string.Join(' ', answer.GetProperty("events").EnumerateArray()
            .Where(one => one.TryGetProperty("transcript_final", out _)).Select(one => one.GetProperty("transcript_final").GetProperty("text").GetString())));
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes of its handler.")]
    private HttpClient Trusting()
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
            string.Equals(shown?.GetCertHashString(), _proxy.Fingerprint, StringComparison.Ordinal);
        return new HttpClient(handler) { BaseAddress = _proxy.Secure };
    }
}

[Collection(ClientCollection.Name)]
public sealed class HaproxyTests : ReverseProxyTests
{
    private protected override async Task<ReverseProxy> StartAsync(params ProxiedNode[] nodes) => await Haproxy.StartAsync(nodes);
}

[Collection(ClientCollection.Name)]
public sealed class NginxTests : ReverseProxyTests
{
    private protected override async Task<ReverseProxy> StartAsync(params ProxiedNode[] nodes) => await Nginx.StartAsync(nodes);
}
