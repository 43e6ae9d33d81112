using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Engine.Sessions;
using Parley.Providers;
using Parley.Server.Configuration;
using Parley.Server.Hosting;
using Parley.Testing;

namespace Parley.Server.Support;

/// <summary>The whole server on a free loopback port, with a scripted engine and its log kept.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private TaskCompletionSource? _held;
    private DirectoryInfo? _home;

    private TestServer(WebApplication app, ScriptedRecognizer recognizer, KeptLog log)
    {
        (App, Recognizer, Log) = (app, recognizer, log);
        Address = new Uri($"http://127.0.0.1:{app.BoundPort()}");
        Client = new HttpClient { BaseAddress = Address };
    }

    public WebApplication App { get; }

    public ScriptedRecognizer Recognizer { get; }

    public KeptLog Log { get; }

    public Uri Address { get; }

    /// <summary>Where gRPC listens: host and port.</summary>
    public string Grpc => $"127.0.0.1:{App.BoundGrpcPort()}";

    /// <summary>Where TLS is spoken, of a server that was started so.</summary>
    public Uri Secure => new($"https://localhost:{App.BoundHttpsPort()}");

    /// <summary>The certificate that clients of <see cref="Secure"/> have to trust.</summary>
    public string Trusted => Path.Combine(_home!.FullName, "tls", "localhost.pem");

    public HttpClient Client { get; }

    public SessionHub Hub => App.Services.GetRequiredService<SessionHub>();

    public ServerState State => App.Services.GetRequiredService<ServerState>();

    /// <summary>Started and ready.</summary>
    public static async Task<TestServer> StartAsync(params (string Key, string? Value)[] settings)
    {
        var server = await StartLoadingAsync(null, settings);
        await server.State.Loaded.WaitAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Started with TLS and a home of its own, where it keeps its certificate.</summary>
    public static async Task<TestServer> StartSecureAsync(params (string Key, string? Value)[] settings)
    {
        var home = Directory.CreateTempSubdirectory("parley-home-");
        var server = await StartAsync(
            Settings.Valid([("Listen:Port", "0"), .. settings]) with { Home = home.FullName }, null);
        server._home = home;
        await server.State.Loaded.WaitAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Started; the models load no sooner than <paramref name="loadable"/> completes.</summary>
    public static Task<TestServer> StartLoadingAsync(Task? loadable, params (string Key, string? Value)[] settings) =>
        StartAsync(Settings.Valid([("Listen:Port", "0"), ("Listen:Https", "off"), .. settings]), loadable);

    private static async Task<TestServer> StartAsync(ParleyOptions options, Task? loadable)
    {
        var recognizer = new ScriptedRecognizer("moonshine-base");
        var log = new KeptLog();
        var app = ServerHost.Build(options, services =>
        {
            services.RemoveAll<IRecognizer>();
            services.RemoveAll<IVoiceDetectorFactory>();
            services.RemoveAll<IHostLifetime>();
            services.RemoveAll<ILoggerProvider>();
            services.AddSingleton<IRecognizer>(_ =>
            {
                loadable?.GetAwaiter().GetResult();
                return recognizer;
            });
            services.AddSingleton(ScriptedVoiceDetector.Factory);
            services.AddSingleton<IHostLifetime, NoSignals>();
            services.AddSingleton<ILoggerProvider>(log);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestServer(app, recognizer, log);
    }

    /// <summary>From now on no decode finishes until <see cref="Release"/>.</summary>
    public void Hold()
    {
        var held = _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Recognizer.Before = (_, cancellation) => held.Task.WaitAsync(cancellation);
    }

    public void Release()
    {
        Recognizer.Before = (_, _) => Task.CompletedTask;
        _held?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        _held?.TrySetResult();
        Client.Dispose();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await App.StopAsync(now.Token);
        await App.DisposeAsync();
        _home?.Delete(recursive: true);
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
