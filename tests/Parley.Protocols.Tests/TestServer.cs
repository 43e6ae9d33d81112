using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Cluster;
using Parley.Engine.Admission;
using Parley.Engine.Cluster;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Engine.Stages.Conversing;
using Parley.Engine.Stages.Translating;
using Parley.Engine.Telemetry;
using Parley.Engine.Turns;
using Parley.Engine.Voices;
using Parley.Providers;
using Parley.Testing;
using Parley.Voices;

namespace Parley.Protocols.Tests;

/// <summary>A real server on a loopback port whose recogniser is scripted and whose clock stands still.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app, ScriptedRecognizer recognizer, VirtualTime time)
    {
        (_app, Recognizer, Time) = (app, recognizer, time);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        (Address, Grpc) = (new Uri(addresses.Addresses.First()), new Uri(addresses.Addresses.Last()));
    }

    public Uri Address { get; }

    /// <summary>HTTP/2 without TLS, which cannot share a port with HTTP/1.1.</summary>
    public Uri Grpc { get; }

    public ScriptedRecognizer Recognizer { get; }

    public VirtualTime Time { get; }

    /// <summary>The clock of replies, which stands still as well: who lets them be played, lets nothing else grow old.</summary>
    public VirtualTime ReplyTime { get; private init; } = null!;

    public SessionHub Hub => _app.Services.GetRequiredService<SessionHub>();

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<TestServer> StartAsync(
        Action<ProtocolOptions>? configure = null, SessionLimits? limits = null, string model = "scripted",
        ISynthesizer? synthesizer = null, IChatClient? assistant = null, IVoiceProfileStore? voices = null, ITranslator? translator = null,
        ISessionDirectory? directory = null, params IRecognizer[] others)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, grpc => grpc.Protocols = HttpProtocols.Http2);
        });
        var recognizer = new ScriptedRecognizer(model);
        var time = new VirtualTime();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(limits ?? new SessionLimits());
        builder.Services.AddSingleton(new EndpointerTuning());
        builder.Services.AddSingleton(ScriptedVoiceDetector.Factory);
        builder.Services.AddSingleton(new RecognizerCatalog([recognizer, .. others], null));
        builder.Services.AddSingleton<EngineMetrics>();
        builder.Services.AddSingleton(new AssistantCatalog(assistant is null ? [] : [new Assistant("model", assistant)]));
        if (voices is not null)
        {
            builder.Services.AddSingleton(voices);
        }

        builder.Services.AddSingleton(new VoiceSampleLimits());
        builder.Services.AddSingleton<VoiceSampleStudy>();
        builder.Services.AddSingleton<VoiceSelector>();
        builder.Services.AddSingleton(new ConversationLimits());
        builder.Services.AddSingleton<Func<SynthesizerCatalog>>(provider => provider.GetRequiredService<SynthesizerCatalog>);
        var replies = new VirtualTime();
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ConversationFactory>(provider, replies));
        builder.Services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<SessionFactory>(provider)
                .Answering(provider.GetRequiredService<ConversationFactory>())
                .Translating(provider.GetRequiredService<TranslationFactory>()));
        builder.Services.AddSingleton(new TranslatorCatalog(translator is null ? [] : [translator]));
        builder.Services.AddSingleton(new TranslationLimits());
        builder.Services.AddSingleton<TranslationMetrics>();
        builder.Services.AddSingleton<TranslationFactory>();
        builder.Services.AddSingleton(new ScriptedPressure());
        builder.Services.AddSingleton<IEnginePressure>(provider => provider.GetRequiredService<ScriptedPressure>());
        builder.Services.AddSingleton(new AdmissionOptions());
        builder.Services.AddSingleton<AdmissionControl>();
        builder.Services.AddSingleton<SessionHub>();
        if (directory is not null)
        {
            builder.Services.AddSingleton(directory);
            builder.Services.AddSingleton(new ClusterOptions { Node = $"n_{Guid.NewGuid():n}" });
            builder.Services.AddSingleton<ClusterMetrics>();
            builder.Services.AddSingleton<ClusterMember>();
        }

        builder.Services.AddSingleton(new SynthesizerCatalog(synthesizer is null ? [] : [synthesizer]));
        builder.Services.AddParleyProtocols(configure);
        var app = builder.Build();
        app.MapParley();
        await app.StartAsync(TestContext.Current.CancellationToken);
        await (app.Services.GetService<ClusterMember>()?.StartAsync() ?? Task.CompletedTask);
        return new TestServer(app, recognizer, time) { ReplyTime = replies };
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await Hub.StopAsync(now.Token);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
