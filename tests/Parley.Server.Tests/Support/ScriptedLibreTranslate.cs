using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Server.Hosting;

namespace Parley.Server.Support;

/// <summary>A LibreTranslate server that knows English and Chinese, and puts the language behind each word.</summary>
internal sealed class ScriptedLibreTranslate : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedLibreTranslate(WebApplication app) => _app = app;

    /// <summary>What makes a server translate with it.</summary>
    public (string Key, string? Value)[] Settings =>
    [
        ("Translators:Catalog:libre:Kind", "LibreTranslate"),
        ("Translators:Catalog:libre:BaseUrl", $"http://127.0.0.1:{_app.BoundPort()}"),
        ("Translators:Catalog:libre:Pairs", "zh-en, en-zh"),
    ];

    public static async Task<ScriptedLibreTranslate> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Map("/languages", (RequestDelegate)(context => context.Response.WriteAsync("""[{"code":"en"},{"code":"zh"}]""", context.RequestAborted)));
        app.Map("/translate", (RequestDelegate)TranslateAsync);
        await app.StartAsync(Patience.Token());
        return new ScriptedLibreTranslate(app);
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
