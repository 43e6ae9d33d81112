using System.CommandLine;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Parley.Server.Configuration;
using Parley.Server.Hosting;

namespace Parley.Server.Commands;

/// <summary><c>serve</c>: runs the server until a signal.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var host = new Option<string?>("--host")
        {
            Description = "Address to listen on: an IP address, localhost, or * for every address. Default: 127.0.0.1.",
        };
        var port = new Option<string?>("--port", "-p") { Description = $"Port to listen on; 0 for a free one. Default: {ParleyOptionsReader.DefaultPort}." };
        var model = new Option<string?>("--model") { Description = "The model that serves by default, such as moonshine-tiny." };
        var logFormat = new Option<string?>("--log-format") { Description = "text, json, or auto: text on a terminal, JSON elsewhere." };
        var command = new Command("serve", "Start the server and name the page to open.") { host, port, model, logFormat };
        common.AddTo(command);

        // Not awaited by the command line library, which would end the process in its own way at a signal.
        command.SetAction(parsed =>
        {
            var options = common.Load(
                parsed,
                Console.Error,
                ("Listen:Host", parsed.GetValue(host)),
                ("Listen:Port", parsed.GetValue(port)),
                ("Models:Default", parsed.GetValue(model)),
                ("Logging:Format", parsed.GetValue(logFormat)));
            return options is null ? ExitCodes.Configuration : RunAsync(options, Console.Error).GetAwaiter().GetResult();
        });
        return command;
    }

    private static async Task<int> RunAsync(ParleyOptions options, TextWriter errors)
    {
        await using var app = ServerHost.Build(options);
        try
        {
            await app.StartAsync();
        }
        catch (Exception fault) when (Refusal(fault, options.Listen) is { } refusal)
        {
            await errors.WriteLineAsync(refusal.Sentence);
            return refusal.Exit;
        }

        var state = app.Services.GetRequiredService<ServerState>();
        var announced = AnnounceAsync(app, state, options, errors);
        await app.WaitForShutdownAsync();
        return await announced;
    }

    /// <summary>Says where the page is once the models are loaded, or why they are not.</summary>
    private static async Task<int> AnnounceAsync(WebApplication app, ServerState state, ParleyOptions options, TextWriter errors)
    {
        try
        {
            await state.Loaded.WaitAsync(app.Lifetime.ApplicationStopped);
            await errors.WriteLineAsync($"Parley is ready: open {KestrelSetup.PageAddress(options.Listen, app.BoundPort())}{Others(app, options.Listen)}");
            return ExitCodes.Success;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Success;
        }
#pragma warning disable CA1031 // Whatever the engine's reason, the operator gets its sentence.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            await errors.WriteLineAsync($"The models cannot be loaded: {fault.Message}");
            return ExitCodes.Failure;
        }
    }

    private static string Others(WebApplication app, ListenerOptions listen)
    {
        string[] others =
        [
            .. listen.Grpc is null ? [] : new[] { $"gRPC: port {app.BoundGrpcPort()}" },
            .. listen.Https is null ? [] : new[] { $"TLS: {KestrelSetup.SecureAddress(listen, app.BoundHttpsPort())}" },
        ];
        return others.Length == 0 ? "" : $" ({string.Join(", ", others)})";
    }

    private static (string Sentence, int Exit)? Refusal(Exception fault, ListenerOptions listen)
    {
        var where = $"port {listen.Port} of {listen.Host}";
        return fault switch
        {
            IOException { InnerException: AddressInUseException } when listen.Https is > 0 and var https && fault.Message.Contains($":{https}:", StringComparison.Ordinal) =>
                ($"Another program uses port {https} of {listen.Host}, which TLS needs. Choose another: serve --set Listen:Https={https + 1}, or off", ExitCodes.Unavailable),
            IOException { InnerException: AddressInUseException } when listen.Grpc is > 0 and var grpc && fault.Message.Contains($":{grpc}:", StringComparison.Ordinal) =>
                ($"Another program uses port {grpc} of {listen.Host}, which gRPC needs. Choose another: serve --set Listen:Grpc={grpc + 1}, or off", ExitCodes.Unavailable),
            IOException { InnerException: AddressInUseException } =>
                ($"Another program uses {where}. Stop it, or choose another port: serve --port {listen.Port + 1}", ExitCodes.Unavailable),
            SocketException { SocketErrorCode: SocketError.AccessDenied } =>
                ($"The system does not allow listening on {where}. Choose a port above 1023: serve --port {ParleyOptionsReader.DefaultPort}", ExitCodes.NoPermission),
            SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
                ($"This machine has no address {listen.Host}. Choose one it has, or * for all: serve --host '*'", ExitCodes.Unavailable),
            { InnerException: { } inner } => Refusal(inner, listen),
            _ => null,
        };
    }
}
