using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Engine.Cluster;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Server.Configuration;
using Parley.Server.Hosting;

namespace Parley.Server.Health;

/// <summary>Whether the process lives, whether it takes work, and what it is doing.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Word(StatusCodes.Status200OK, "live"));
        endpoints.MapGet("/health/ready", (ServerState state, IServiceProvider services) => Word(
            state.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, Condition(state, services)));
        endpoints.MapGet("/health", (IServiceProvider services) => TypedResults.Json(Report(services), HealthJson.Default.HealthReport));
    }

    private static ContentHttpResult Word(int status, string word) =>
        TypedResults.Text(word + "\n", "text/plain; charset=utf-8", statusCode: status);

    /// <summary>A node without its directory takes work as before: what it has, nobody could take over.</summary>
    private static string Condition(ServerState state, IServiceProvider services) =>
        state.Ready && services.GetService<ClusterMember>() is { IsUp: false } ? $"{state.Word}, degraded: Redis cannot be reached" : state.Word;

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
                    model.Name, state.Word, Same(model.Name, options.Models.Default), model.Languages))]);
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
