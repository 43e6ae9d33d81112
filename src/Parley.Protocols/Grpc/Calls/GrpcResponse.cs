using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>The two ends of a response.</summary>
internal static class GrpcResponse
{
    /// <summary>Clients refuse headers of more than 8 KiB in all.</summary>
    private const int MaxMessage = 1_024;

    public static void Begin(HttpResponse response)
    {
        response.ContentType = GrpcHeaders.ContentType;
        response.Headers[GrpcHeaders.AcceptEncoding] = MessageCompression.Accepted;
    }

    public static void Compress(HttpResponse response) => response.Headers[GrpcHeaders.Encoding] = MessageCompression.Gzip;

    /// <summary>Says how the call ended: after messages in the trailers, before any in the headers, which are then all there is.</summary>
    public static void End(HttpResponse response, GrpcStatus status)
    {
        Action<string, string> say = response.HasStarted
            ? (name, value) => response.AppendTrailer(name, value)
            : (name, value) => response.Headers[name] = value;
        say(GrpcHeaders.Status, ((int)status.Code).ToString(CultureInfo.InvariantCulture));
        if (status.Message.Length > 0)
        {
            say(GrpcHeaders.Message, PercentText.Encode(status.Message.Length <= MaxMessage ? status.Message : status.Message[..MaxMessage]));
        }

        foreach (var (name, value) in status.Trailers)
        {
            say(name, PercentText.Encode(value));
        }
    }
}
