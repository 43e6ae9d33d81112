using Google.Cloud.Speech.V1;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using Parley.Failures;
using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.Grpc.Speech;

namespace Parley.Protocols.Grpc;

/// <summary>For what stands in front of the protocols: a gRPC client understands a status and no HTTP.</summary>
public static class GrpcRefusal
{
    /// <summary>Whether the request is gRPC and has to be answered so.</summary>
    public static bool Applies(HttpRequest request) => GrpcRequest.HttpRefusal(request) is null;

    /// <summary>Whether the request asks for speech to be recognised, as opposed to how the server is.</summary>
    public static bool NeedsModels(HttpRequest request) =>
        IsOf(request, Parley.V1.SpeechReflection.Descriptor) || IsOf(request, CloudSpeechReflection.Descriptor);

    /// <summary>Ends the call before it began.</summary>
    public static void Write(HttpContext context, ParleyError error)
    {
        GrpcResponse.Begin(context.Response);
        GrpcResponse.End(context.Response, SpeechStatus.Of(error, context));
    }

    private static bool IsOf(HttpRequest request, FileDescriptor file) =>
        request.Path.StartsWithSegments($"/{file.Services.Single().FullName}", StringComparison.Ordinal);
}
