using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Protocols.SocketIO.EngineIo;
using Parley.Testing;

namespace Parley.Protocols.Tests.SocketIO.EngineIo;

/// <summary>An Engine.IO server that says back what it hears, configured as the protocol's test suite wants it.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    public const string Path = "/engine.io/?EIO=4&transport=";

    public static readonly EngineIoOptions Options = new()
    {
        PingInterval = TimeSpan.FromMilliseconds(300),
        PingTimeout = TimeSpan.FromMilliseconds(200),
        MaxPayload = 1_000_000,
    };

    private readonly SocketHost _host;

    private EchoServer(SocketHost host, EngineServer engine) => (_host, Engine) = (host, engine);

    public EngineServer Engine { get; }

    public VirtualTime Time => _host.Time;

    public HttpClient Http => _host.Http;

    public Uri Address => _host.Address;

    /// <summary>What each connection's end was, in the order they came.</summary>
    public List<EngineCloseReason> Ends { get; } = [];

    /// <param name="listen">What connections do; null: echo.</param>
    public static async Task<EchoServer> StartAsync(EngineIoOptions? options = null, Func<EngineConnection, IEngineListener>? listen = null)
    {
        var time = new VirtualTime();
        EchoServer? server = null;
        var engine = new EngineServer(
            options ?? Options, connection => listen?.Invoke(connection) ?? new Echo(connection, server!.Ends), time, NullLogger.Instance);
        var host = await SocketHost.StartAsync(time, app => app.Map("/engine.io/", (Microsoft.AspNetCore.Http.RequestDelegate)new EngineEndpoint(engine).HandleAsync));
        return server = new EchoServer(host, engine);
    }

    public async Task<string> OpenAsync()
    {
        var (_, body) = await GetAsync("polling");
        return System.Text.Json.JsonDocument.Parse(body[1..]).RootElement.GetProperty("sid").GetString()!;
    }

    public async Task<(int Status, string Body)> GetAsync(string transportAndMore)
    {
        using var response = await Http.GetAsync(Path + transportAndMore, Wire.Limit());
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Wire.Limit()));
    }

    public async Task<(int Status, string Body)> PostAsync(string sid, string body)
    {
        using var content = new StringContent(body);
        using var response = await Http.PostAsync(Path + "polling&sid=" + sid, content, Wire.Limit());
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Wire.Limit()));
    }

    public Task<(int Status, string Body)> PollAsync(string sid) => GetAsync("polling&sid=" + sid);

    /// <summary>A poll that the server holds, because it has nothing to say.</summary>
    public async Task<Task<(int Status, string Body)>> HeldPollAsync(string sid)
    {
        var poll = PollAsync(sid);
        await Eventually.TrueAsync(() => Engine.Find(sid)!.HasWaitingPoll);
        return poll;
    }

    public Task<WireSocket> ConnectAsync(string? sid = null) =>
        WireSocket.ConnectAsync(Address, Path + "websocket" + (sid is null ? "" : "&sid=" + sid));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private sealed class Echo(EngineConnection connection, List<EngineCloseReason> ends) : IEngineListener
    {
        public ValueTask OnTextAsync(ReadOnlyMemory<byte> utf8) => Say(EnginePacket.OfText(utf8.ToArray()));

        public ValueTask OnBytesAsync(ReadOnlyMemory<byte> bytes) => Say(EnginePacket.OfBytes(bytes.ToArray()));

        public void OnClosed(EngineCloseReason reason)
        {
            lock (ends)
            {
                ends.Add(reason);
            }
        }

        public Task OnStoppingAsync() => Task.CompletedTask;

        private ValueTask Say(EnginePacket packet)
        {
            connection.TryEnqueue(packet);
            connection.Flush();
            return ValueTask.CompletedTask;
        }
    }
}
