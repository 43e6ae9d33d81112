using System.Globalization;
using Google.Protobuf;
using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.Tests.Grpc;

namespace Parley.Protocols.Tests.Conformance.Drivers;

/// <summary>What the drivers of gRPC have in common.</summary>
internal static class Protobuf
{
    /// <summary>JSON with the names of the proto, and with what has its default.</summary>
    public static JsonFormatter Names { get; } = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true).WithFormatDefaultValues(true));

    /// <summary>A call that ended badly, as an error; null for one that ended well.</summary>
    public static Heard? Refusal(this CallEnd end) => end.Code == GrpcCode.Ok
        ? null
        : new Heard("error")
        {
            Code = end.Error,
            Param = end.Param,
            RetryAfterMs = end["parley-retry-after-ms"] is { } wait ? long.Parse(wait, CultureInfo.InvariantCulture) : null,
        };

    /// <summary>How a call ended, said once: null afterwards.</summary>
    public static async Task<Heard?> RefusalAsync(this OpenCall call) => (await call.EndAsync()).Refusal();
}
