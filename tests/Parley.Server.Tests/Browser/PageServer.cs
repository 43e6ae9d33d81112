using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Engine.Routing;
using Parley.Server.Configuration;
using Parley.Server.Hosting;
using Parley.Testing;

namespace Parley.Server.Browser;

/// <summary>The whole server with the built page, on a port of its own.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PageServer(WebApplication app) => _app = app;

    public int Port => _app.BoundPort();

    public Uri Address => new($"http://localhost:{Port}/");

    /// <summary>Where gRPC listens: host and port.</summary>
    public string Grpc => $"localhost:{_app.BoundGrpcPort()}";

    /// <summary>The same under TLS, of a server that was started so.</summary>
    public Uri Secure => new($"https://localhost:{_app.BoundHttpsPort()}/");

    /// <summary>With an engine that reads <see cref="Spoken"/> audio: quick, and sure of its words.</summary>
    public static Task<PageServer> StartScriptedAsync(params (string Key, string Value)[] settings) =>
        StartAsync(
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton(ScriptedVoiceDetector.Factory));
                services.Replace(ServiceDescriptor.Singleton(new RecognizerCatalog([new ScriptedRecognizer()], null)));
            },
            settings);

    /// <summary>With the engine and the models that set-up installed.</summary>
    public static Task<PageServer> StartRealAsync(params (string Key, string Value)[] settings) => StartAsync(_ => { }, settings);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task<PageServer> StartAsync(Action<IServiceCollection> adjust, (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Parley:Listen:Host"] = "localhost",
            ["Parley:Listen:Port"] = "0",
            ["Parley:Listen:Https"] = "off",
            ["Parley:Logging:Level"] = "Warning",
        };
        foreach (var (key, value) in settings)
        {
            values[$"Parley:{key}"] = value;
        }

        var loaded = ConfigurationLoader.Load(new ConfigurationArguments(null, values));
        Assert.Empty(loaded.Problems);
        Assert.True(
            File.Exists(Path.Combine(loaded.Options.Web.Folder, "index.html")),
            $"The page is not built: {loaded.Options.Web.Folder} has no index.html. Build it: ./parley setup");
        var app = ServerHost.Build(loaded.Options, adjust);
        await app.StartAsync(TestContext.Current.CancellationToken);
        await app.Services.GetRequiredService<ServerState>().Loaded.WaitAsync(TestContext.Current.CancellationToken);
        return new PageServer(app);
    }
}
