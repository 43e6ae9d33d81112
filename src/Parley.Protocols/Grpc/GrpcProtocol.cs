using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Audio.Files;
using Parley.Engine.Sessions;
using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.Grpc.GoogleSpeech;
using Parley.Protocols.Grpc.Health;
using Parley.Protocols.Grpc.Recordings;
using Parley.Protocols.Grpc.Reflection;
using Parley.Protocols.Grpc.Speech;

namespace Parley.Protocols.Grpc;

/// <summary>What is served over gRPC: the table of contents.</summary>
internal static class GrpcProtocol
{
    public static void Add(IServiceCollection services, GrpcProtocolOptions options)
    {
        services.TryAddSingleton(new ServingState(serving: true));
        services.AddSingleton(options.Calls);
        services.AddSingleton(Services(options));
        services.AddSingleton<GrpcEndpoint>();
        services.AddSingleton(provider => new RecordingTools(
            provider.GetRequiredService<SessionHub>(),
            provider.GetRequiredService<ProtocolOptions>().Files.Audio,
            provider.GetRequiredService<DecoderSlots>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SpeechService>();
        services.AddSingleton<GoogleSpeechService>();
        services.AddSingleton<HealthService>();
        services.AddSingleton<ReflectionService>();
    }

    public static void Map(IEndpointRouteBuilder endpoints) => GrpcEndpoint.Map(endpoints);

    private static GrpcServices Services(GrpcProtocolOptions options)
    {
        var services = new GrpcServices(static (context, limit) => SpeechStatus.Of(SpeechErrors.MessageTooLarge(limit), context));
        SpeechService.Bind(services, options);
        GoogleSpeechService.Bind(services, options);
        HealthService.Bind(services);
        ReflectionService.Bind(services);
        return services;
    }
}
