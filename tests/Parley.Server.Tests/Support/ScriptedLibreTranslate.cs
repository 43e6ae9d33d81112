using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Server.Hosting;

namespace Parley.Server.Support;

/// <summary>A LibreTranslate server that knows English and Chinese, and puts the language behind each word, unless it is to misbehave.</summary>
internal sealed class ScriptedLibreTranslate : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedLibreTranslate(WebApplication app) => _app = app;

    /// <summary>What makes a server translate with it.</summary>
    public (string Key, string? Value)[] Settings => As("libre");

    /// <summary>How it answers texts instead; null: with their translation.</summary>
    public RequestDelegate? Misbehave { get; set; }

    /// <summary>The same under another name; servers are asked in the order of their names.</summary>
    public (string Key, string? Value)[] As(string name) =>
    [
        ($"Translators:Catalog:{name}:Kind", "LibreTranslate"),
        ($"Translators:Catalog:{name}:BaseUrl", $"http://127.0.0.1:{_app.BoundPort()}"),
        ($"Translators:Catalog:{name}:Pairs", "zh-en, en-zh"),
    ];

    public static async Task<ScriptedLibreTranslate> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var libre = new ScriptedLibreTranslate(app);
        app.Map("/languages", (RequestDelegate)(context => context.Response.WriteAsync("""[{"code":"en"},{"code":"zh"}]""", context.RequestAborted)));
        app.Map("/translate", (RequestDelegate)(context => libre.Misbehave?.Invoke(context) ?? TranslateAsync(context)));
        await app.StartAsync(Patience.Token());
        return libre;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task TranslateAsync(HttpContext context)
    {
        using var asked = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        var target = asked.RootElement.GetProperty("target").GetString();
        var words = asked.RootElement.GetProperty("q").GetString()!.Split(' ').Select(word => $"{word}-{target}");
        await context.Response.WriteAsJsonAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["translatedText"] = string.Join(' ', words) }, context.RequestAborted);
    }
}
