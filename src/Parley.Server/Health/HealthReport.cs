using System.Text.Json.Serialization;

namespace Parley.Server.Health;

/// <summary>What <c>GET /health</c> answers.</summary>
/// <param name="Status"><c>loading</c>, <c>ready</c>, <c>stopping</c> or <c>failed</c>.</param>
/// <param name="History">Whether conversations are kept: <c>off</c>, <c>ready</c> or <c>degraded</c>.</param>
internal sealed record HealthReport(
    string Status, string Version, double UptimeSeconds, SessionReport Sessions, IReadOnlyList<ModelReport> Models, string History);

internal sealed record SessionReport(int Running, int Limit);

/// <param name="Status"><c>loading</c>, <c>ready</c> or <c>failed</c>.</param>
internal sealed record ModelReport(string Name, string Status, bool Default, IReadOnlyList<string> Languages);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HealthJson : JsonSerializerContext;
