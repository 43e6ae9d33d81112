using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Protocols.SocketIO.EngineIo;
using Parley.Protocols.SocketIO.SocketIo;
using Parley.Testing;

namespace Parley.Protocols.Tests.SocketIO.SocketIo;

/// <summary>
/// A Socket.IO server that does what the protocol's test suite expects: a socket is told its <c>auth</c>; <c>message</c> comes
/// back as <c>message-back</c>, <c>message-with-ack</c> as the acknowledgement. There are the namespaces / and /custom.
/// </summary>
internal sealed class SuiteServer : IAsyncDisposable
{
    public const string Path = "/socket.io/?EIO=4&transport=";

    public static readonly SocketServerOptions Options = new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(1), RecoveryWindow = TimeSpan.Zero,
    };

    private readonly SocketHost _host;

    private SuiteServer(SocketHost host, SocketServer server, SocketNamespace main) => (_host, Server, Main) = (host, server, main);

    public SocketServer Server { get; }

    public SocketNamespace Main { get; }

    public VirtualTime Time => _host.Time;

    public Uri Address => _host.Address;

    public HttpClient Http => _host.Http;

    /// <param name="connect">What sockets of the main namespace do; null: as the suite expects.</param>
    public static async Task<SuiteServer> StartAsync(
        SocketServerOptions? options = null,
        Func<ServerSocket, ISocketHandler>? connect = null,
        Func<SocketHandshake, ValueTask<SocketRefusal?>>? authorise = null,
        EngineIoOptions? engine = null)
    {
        var time = new VirtualTime();
        engine ??= new EngineIoOptions { PingInterval = TimeSpan.FromMilliseconds(300), PingTimeout = TimeSpan.FromMilliseconds(200) };
        var server = new SocketServer(engine, options ?? Options, time, NullLogger.Instance);
        var main = server.Open("/", connect ?? (socket => new Suite(socket)), authorise);
        server.Open("/custom", socket => new Suite(socket));
        return new SuiteServer(await SocketHost.StartAsync(time, app => app.Map("/socket.io/", (RequestDelegate)server.HandleAsync)), server, main);
    }

    /// <summary>A WebSocket that has the server's greeting behind it.</summary>
    public async Task<WireSocket> ConnectAsync()
    {
        var socket = await WireSocket.ConnectAsync(Address, Path + "websocket");
        await socket.NextAsync();
        return socket;
    }

    /// <summary>Joins the main namespace; the welcome and what the suite says first are behind it.</summary>
    public async Task<(WireSocket Socket, JsonElement Welcome)> JoinAsync(string auth = "")
    {
        var socket = await ConnectAsync();
        await socket.SendAsync("40" + auth);
        var welcome = JsonDocument.Parse((await socket.NextAsync())![2..]).RootElement;
        return (socket, welcome);
    }

    public async Task<WireSocket> JoinedAsync()
    {
        var (socket, _) = await JoinAsync();
        await socket.NextAsync();
        return socket;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    internal sealed class Suite : ISocketHandler
    {
        private readonly ServerSocket _socket;

        public Suite(ServerSocket socket)
        {
            _socket = socket;
            socket.Emit(SocketPayload.Event("auth", values => socket.Handshake.Auth.WriteTo(values.Json)));
        }

        public ValueTask OnEventAsync(SocketEvent said)
        {
            switch (said.Name)
            {
                case "message":
                    _socket.Emit(SocketPayload.Event("message-back", values => Copy(said.Arguments, values)));
                    break;
                case "message-with-ack":
                    said.Ack(SocketPayload.Ack(values => Copy(said.Arguments, values)));
                    break;
            }

            return ValueTask.CompletedTask;
        }

        public void OnRecovered()
        {
        }

        public void OnLost()
        {
        }

        public void OnDisconnected(SocketEndReason reason)
        {
        }

        public Task OnStoppingAsync() => Task.CompletedTask;

        private static void Copy(SocketArguments arguments, SocketPayloadWriter values)
        {
            for (var i = 0; i < arguments.Count; i++)
            {
                if (arguments.TryGetBytes(arguments[i], out var bytes))
                {
                    values.Binary(bytes.ToArray());
                }
                else
                {
                    arguments[i].WriteTo(values.Json);
                }
            }
        }
    }
}
