using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Protocols.Http.Api;
using Parley.Protocols.SocketIO.SocketIo;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>Sessions over Socket.IO: the main namespace, in which every socket is a client that can speak.</summary>
internal sealed class SpeechSockets
{
    private readonly Lazy<Task> _stopped;

    public SpeechSockets(
        SessionHub hub,
        RecognizerCatalog catalog,
        ProtocolOptions options,
        TimeProvider time,
        IHostApplicationLifetime lifetime,
        ILogger<SpeechSockets> logger)
    {
        var services = new SpeechServices(hub, catalog, options.Sessions, options.SocketIo.MaxFinishing, time);
        Server = new SocketServer(options.SocketIo.Engine, options.SocketIo.Sockets, time, logger);
        Server.Open("/", socket => new SpeechSocket(socket, services), options.SocketIo.Authorise);
        _stopped = new Lazy<Task>(Server.StopAsync);
        lifetime.ApplicationStopping.Register(() => _ = StopAsync());
    }

    private static readonly ApiOperation Described = new("Socket.IO", "Speak over Socket.IO")
    {
        Details = "Engine.IO's polling and WebSocket; the events stand in docs/socketio.md.",
        Methods = ["GET", "POST"],
        Parameters =
        [
            new ApiParameter("EIO", "query", new ApiSchema("""{"const":"4"}"""), "The protocol's version"),
            new ApiParameter("transport", "query", new ApiSchema("""{"enum":["polling","websocket"]}"""), "The transport"),
            new ApiParameter("sid", "query", ApiSchema.Text, "The connection, once there is one"),
        ],
        Answers =
        [
            new ApiAnswer(200, "Packets", new ApiContent("text/plain", ApiSchema.Text)),
            new ApiAnswer(101, "Upgraded to WebSocket"),
        ],
        Refusals = [400, 503],
    };

    public SocketServer Server { get; }

    /// <summary>Completes when every client has heard that the server stops, or does not come for it.</summary>
    public Task StopAsync() => _stopped.Value;

    /// <summary>Nothing is made before the first request: what it stands on loads models.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var options = endpoints.ServiceProvider.GetRequiredService<ProtocolOptions>().SocketIo;
        if (options.Enabled)
        {
            endpoints.Map(
                options.Path, context => endpoints.ServiceProvider.GetRequiredService<Lazy<SpeechSockets>>().Value.Server.HandleAsync(context))
                .WithMetadata(Described);
        }
    }
}
