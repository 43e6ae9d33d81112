using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Engine.Sessions;
using Parley.Protocols.SocketIO.SocketIo;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>Sessions over Socket.IO: the main namespace, in which every socket is a client that can speak.</summary>
internal sealed class SpeechSockets
{
    private readonly ProtocolOptions _options;

    public SpeechSockets(
        SessionHub hub, ProtocolOptions options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<SpeechSockets> logger)
    {
        _options = options;
        Server = new SocketServer(options.SocketIo.Engine, options.SocketIo.Sockets, time, logger);
        Server.Open(
            "/",
            socket => new SpeechSocket(socket, new SpeechServices(hub, options.Sessions, options.SocketIo.MaxFinishing, time)),
            options.SocketIo.Authorise);
        lifetime.ApplicationStopping.Register(() => _ = Server.StopAsync());
    }

    public SocketServer Server { get; }

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var sockets = endpoints.ServiceProvider.GetRequiredService<SpeechSockets>();
        if (sockets._options.SocketIo.Enabled)
        {
            sockets.Server.Map(endpoints, sockets._options.SocketIo.Path);
        }
    }
}
