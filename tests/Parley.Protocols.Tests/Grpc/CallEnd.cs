using System.Globalization;
using System.Net.Http.Headers;
using Parley.Protocols.Grpc.Calls;

namespace Parley.Protocols.Tests.Grpc;

/// <summary>The status of a call and what travels beside it.</summary>
/// <param name="TrailersOnly">Whether the response was nothing else.</param>
internal sealed record CallEnd(HttpResponseHeaders Headers, bool TrailersOnly)
{
    public GrpcCode Code => (GrpcCode)int.Parse(this["grpc-status"] ?? "-1", CultureInfo.InvariantCulture);

    public string Message => Uri.UnescapeDataString(this["grpc-message"] ?? "");

    public string? Error => this["parley-error-code"];

    public string? Param => this["parley-error-param"];

    public string? this[string name] => Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
