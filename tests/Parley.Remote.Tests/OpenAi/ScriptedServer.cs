using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Remote.OpenAi;

namespace Parley.Remote.Tests.OpenAi;

/// <summary>A server that answers as a test tells it, however wrongly.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string?> _keys = new();

    private ScriptedServer(WebApplication app) => _app = app;

    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>What stood in Authorization, request by request.</summary>
    public IReadOnlyCollection<string?> Keys => _keys;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1");

    public OpenAiServer Options => new(Address, "the-model") { Key = new ApiKey("sk-secret") };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ScriptedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new ScriptedServer(builder.Build());
        server._app.Run(context =>
        {
            server._keys.Enqueue(context.Request.Headers.Authorization);
            return server.Answer(context);
        });
        await server._app.StartAsync(Cancellation);
        return server;
    }

    /// <summary>Server-sent events, and the end of them.</summary>
    public static Func<HttpContext, Task> Events(params string[] data) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var one in data)
        {
            await context.Response.WriteAsync($"data: {one}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    };

    /// <summary>A piece of an answer.</summary>
    public static string Delta(string text) =>
        $$$"""{"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"{{{text}}}"},"finish_reason":null}]}""";

    public static string Stop { get; } =
        """{"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    public static Func<HttpContext, Task> Status(int status, string body = "{}", string? retryAfter = null) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return context.Response.WriteAsync(body, context.RequestAborted);
    };

    /// <summary>Nothing, until the client is gone.</summary>
    public static async Task HangAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
