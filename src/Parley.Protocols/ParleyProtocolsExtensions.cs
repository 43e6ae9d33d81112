using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Audio.Files;
using Parley.Protocols.Chat;
using Parley.Protocols.Conversations;
using Parley.Protocols.Grpc;
using Parley.Protocols.HttpSessions;
using Parley.Protocols.OpenAi;
using Parley.Protocols.OpenAi.Realtime;
using Parley.Protocols.OpenAi.Speech;
using Parley.Protocols.SocketIO.Speech;
using Parley.Protocols.Voices;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols;

/// <summary>The protocols, one line each.</summary>
public static class ParleyProtocolsExtensions
{
    /// <summary>Needs a <see cref="Engine.Sessions.SessionHub"/>, the catalogues of recognisers and synthesisers, and what is
    /// in <c>Engine.Voices</c> among the services.</summary>
    public static IServiceCollection AddParleyProtocols(this IServiceCollection services, Action<ProtocolOptions>? configure = null)
    {
        var options = new ProtocolOptions();
        configure?.Invoke(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<LowWaterMarks>();
        services.AddSingleton<SessionEndpoints>();
        services.AddSingleton(provider => new DecoderSlots(
            options.Files.MaxDecoders, options.Files.DecoderWait, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<HttpSessionEndpoints>();

        // A node alone forgets its sessions with its end, and so may forget the key to their links.
        services.TryAddSingleton<IDataProtectionProvider>(provider => new EphemeralDataProtectionProvider(
            provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance));
        services.AddSingleton<SharedLinks>();
        services.AddSingleton<SharedSessionEndpoints>();
        services.AddSingleton(provider => new Lazy<SpeechSockets>(() => ActivatorUtilities.CreateInstance<SpeechSockets>(provider)));
        services.AddSingleton<TranscriptionEndpoint>();
        services.AddSingleton<ModelEndpoints>();
        services.AddSingleton<SpeechDesk>();
        services.AddSingleton<SpeechEndpoint>();
        services.AddSingleton<VoiceProfileIntake>();
        services.AddSingleton<VoiceProfileEndpoints>();
        services.AddSingleton<RealtimeEngines>();
        services.AddSingleton<RealtimeEndpoint>();
        services.AddSingleton<ClientSecretEndpoint>();
        services.AddSingleton<ChatEndpoint>();
        GrpcProtocol.Add(services, options.Grpc);
        return services;
    }

    /// <summary>
    /// For a server that stops, once its sessions have ended: completes when clients that poll have fetched their last events.
    /// They can as long as the server listens.
    /// </summary>
    public static Task ParleyFarewellAsync(this IServiceProvider services)
    {
        var sockets = services.GetRequiredService<Lazy<SpeechSockets>>();
        return sockets.IsValueCreated ? sockets.Value.StopAsync() : Task.CompletedTask;
    }

    /// <summary>Maps everything that clients speak to.</summary>
    public static IEndpointRouteBuilder MapParley(this IEndpointRouteBuilder endpoints)
    {
        SessionEndpoints.Map(endpoints);
        HttpSessionEndpoints.Map(endpoints);
        SharedSessionEndpoints.Map(endpoints);
        SpeechSockets.Map(endpoints);
        TranscriptionEndpoint.Map(endpoints);
        TranslationEndpoint.Map(endpoints);
        SpeechEndpoint.Map(endpoints);
        VoiceProfileEndpoints.Map(endpoints);
        ModelEndpoints.Map(endpoints);
        RealtimeEndpoint.Map(endpoints);
        ClientSecretEndpoint.Map(endpoints);
        ChatEndpoint.Map(endpoints);
        ConversationEndpoints.Map(endpoints);
        GrpcProtocol.Map(endpoints);
        return endpoints;
    }
}
