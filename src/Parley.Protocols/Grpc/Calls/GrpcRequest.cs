using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>What a request says about the call before its first message.</summary>
internal static class GrpcRequest
{
    /// <summary>Whether the request says that it is gRPC: messages in protobuf, whatever the sub-type is spelt like.</summary>
    public static bool Is(HttpRequest request)
    {
        var type = request.ContentType.AsSpan();
        if (!type.StartsWith(GrpcHeaders.ContentType, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = type[GrpcHeaders.ContentType.Length..].TrimEnd();
        return rest.IsEmpty || rest[0] == ';' || rest.Equals("+proto", StringComparison.OrdinalIgnoreCase)
            || rest.StartsWith("+proto;", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The HTTP status for a request that cannot be a call at all, or null.</summary>
    public static int? HttpRefusal(HttpRequest request) => request switch
    {
        _ when !HttpMethods.IsPost(request.Method) => StatusCodes.Status405MethodNotAllowed,
        _ when !Is(request) => StatusCodes.Status415UnsupportedMediaType,
        _ when !HttpProtocol.IsHttp2(request.Protocol) && !HttpProtocol.IsHttp3(request.Protocol) => StatusCodes.Status426UpgradeRequired,
        _ => null,
    };

    /// <summary>A call may last and its messages may be far apart: what bounds it is its messages and its deadline.</summary>
    public static void LiftHttpLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    /// <summary>The client's deadline; null for none.</summary>
    /// <exception cref="GrpcException">The header is not a timeout.</exception>
    public static TimeSpan? Timeout(HttpRequest request)
    {
        string? text = request.Headers[GrpcHeaders.Timeout];
        if (text is null)
        {
            return null;
        }

        return GrpcTimeout.TryParse(text, out var timeout)
            ? timeout
            : throw new GrpcException(GrpcCode.Internal, $"{GrpcHeaders.Timeout} has one to eight digits and a unit: H, M, S, m, u or n.");
    }

    /// <exception cref="GrpcException">The client compresses in a way that is not known here.</exception>
    public static CallTerms Terms(HttpRequest request, GrpcLimits limits, TimeProvider time, Func<HttpContext, int, GrpcStatus> tooLarge)
    {
        string encoding = (string?)request.Headers[GrpcHeaders.Encoding] is { Length: > 0 } named ? named : MessageCompression.Identity;
        if (!MessageCompression.Knows(encoding))
        {
            throw new GrpcException(GrpcCode.Unimplemented, $"{GrpcHeaders.Encoding} may be {MessageCompression.Accepted.Replace(",", " or ", StringComparison.Ordinal)}.");
        }

        var reads = request.Headers[GrpcHeaders.AcceptEncoding].ToString().Split(',', StringSplitOptions.TrimEntries);
        return new CallTerms(
            encoding, encoding is MessageCompression.Gzip && reads.Contains(MessageCompression.Gzip, StringComparer.Ordinal), limits, time, tooLarge);
    }
}
