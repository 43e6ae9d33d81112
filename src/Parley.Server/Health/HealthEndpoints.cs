using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Engine.Cluster;
using Parley.Engine.History;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Protocols.Http.Api;
using Parley.Server.Api;
using Parley.Server.Configuration;
using Parley.Server.Hosting;

namespace Parley.Server.Health;

/// <summary>Whether the process lives, whether it takes work, and what it is doing.</summary>
internal static class HealthEndpoints
{
    private static readonly ApiContent OneWord = new("text/plain", ApiSchema.Text);

    private static readonly ApiOperation Live = new("Operations", "Whether the process lives")
    {
        Answers = [new ApiAnswer(200, "live", OneWord)],
    };

    private static readonly ApiOperation Ready = new("Operations", "Whether the server takes work")
    {
        Answers = [new ApiAnswer(200, "ready", OneWord), new ApiAnswer(503, "loading, stopping or failed", OneWord)],
    };

    private static readonly ApiOperation Health = new("Operations", "How the server is, in short")
    {
        Answers = [new ApiAnswer(200, "The report", new ApiContent("application/json", RecordSchema.Of(HealthJson.Default.HealthReport)))],
    };

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Word(StatusCodes.Status200OK, "live")).WithMetadata(Live);
        endpoints.MapGet("/health/ready", (ServerState state, IServiceProvider services) => Word(
            state.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, Condition(state, services))).WithMetadata(Ready);
        endpoints.MapGet("/health", (IServiceProvider services) => TypedResults.Json(Report(services), HealthJson.Default.HealthReport))
            .WithMetadata(Health);
    }

    private static ContentHttpResult Word(int status, string word) =>
        TypedResults.Text(word + "\n", "text/plain; charset=utf-8", statusCode: status);

    /// <summary>A node without its directory takes work as before: what it has, nobody could take over. One without its database keeps nothing.</summary>
    private static string Condition(ServerState state, IServiceProvider services) =>
        !state.Ready ? state.Word
        : services.GetService<ClusterMember>() is { IsUp: false } ? $"{state.Word}, degraded: Redis cannot be reached"
        : services.GetService<HistoryRecorder>() is { Fault: not null } ? $"{state.Word}, degraded: conversations cannot be kept"
        : state.Word;

    private static HealthReport Report(IServiceProvider services)
    {
        var state = services.GetRequiredService<ServerState>();
        var options = services.GetRequiredService<ParleyOptions>();
        // Before they are loaded, asking for the hub or the catalogue would wait for the models.
        var loaded = state.Loaded.IsCompletedSuccessfully;
        return new HealthReport(
            state.Word,
            ProductVersion.Text,
            Math.Round(state.Uptime.TotalSeconds, 3),
            new SessionReport(loaded ? services.GetRequiredService<SessionHub>().Running : 0, options.Limits.Sessions.MaxSessions),
            [.. loaded
                ? services.GetRequiredService<RecognizerCatalog>().Models.Select(model => new ModelReport(
                    model.Model, "ready", Same(model.Model, options.Models.Default), model.Languages))
                : options.Models.Served.Select(model => new ModelReport(
                    model.Name, state.Word, Same(model.Name, options.Models.Default), model.Languages))],
            services.GetService<HistoryRecorder>() is not { } history ? "off" : history.Fault is null ? "ready" : "degraded");
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
