using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;
using Microsoft.Extensions.Hosting;
using Parley.Protocols.Grpc.Calls;
using Asked = Grpc.Reflection.V1.ServerReflectionRequest.MessageRequestOneofCase;

namespace Parley.Protocols.Grpc.Reflection;

/// <summary>
/// <c>grpc.reflection.v1.ServerReflection</c>, and v1alpha, whose messages are the same on the wire: tells tools what is
/// served, from the descriptors that the services were made from.
/// </summary>
internal sealed class ReflectionService(GrpcServices services, IHostApplicationLifetime lifetime)
{
    private readonly DescriptorIndex _index = new(services.Descriptors.Select(service => service.File));

    public static void Bind(GrpcServices services)
    {
        foreach (var file in new[] { ReflectionReflection.Descriptor, global::Grpc.Reflection.V1Alpha.ReflectionReflection.Descriptor })
        {
            services.Add(file, "ServerReflection").Bidirectional<ServerReflectionRequest, ServerReflectionResponse>(
                "ServerReflectionInfo", call => call.Service<ReflectionService>().AnswerAsync(call));
        }
    }

    private async Task<GrpcStatus> AnswerAsync(GrpcCall<ServerReflectionRequest, ServerReflectionResponse> call)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(call.Ended, lifetime.ApplicationStopping);
        try
        {
            while (await call.ReadAsync(until.Token) is { } request)
            {
                var response = Answer(request);
                (response.ValidHost, response.OriginalRequest) = (request.Host, request);
                await call.WriteAsync(response);
            }

            return GrpcStatus.Ok;
        }
        catch (OperationCanceledException) when (!call.Ended.IsCancellationRequested)
        {
            return new GrpcStatus(GrpcCode.Unavailable, "The server is stopping.");
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request) => request.MessageRequestCase switch
    {
        Asked.ListServices => new()
        {
            ListServicesResponse = new() { Service = { services.Descriptors.Select(one => new ServiceResponse { Name = one.FullName }) } },
        },
        Asked.FileByFilename => Files(_index.File(request.FileByFilename), "file", request.FileByFilename),
        Asked.FileContainingSymbol => Files(_index.Symbol(request.FileContainingSymbol), "symbol", request.FileContainingSymbol),
        Asked.FileContainingExtension => Files(
            _index.Extension(request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber),
            "extension",
            $"{request.FileContainingExtension.ContainingType} {request.FileContainingExtension.ExtensionNumber}"),
        Asked.AllExtensionNumbersOfType => _index.Knows(request.AllExtensionNumbersOfType)
            ? new()
            {
                AllExtensionNumbersResponse = new()
                {
                    BaseTypeName = request.AllExtensionNumbersOfType, ExtensionNumber = { _index.Extensions(request.AllExtensionNumbersOfType) },
                },
            }
            : Error(GrpcCode.NotFound, $"There is no type '{Shorten(request.AllExtensionNumbersOfType)}'."),
        _ => Error(GrpcCode.InvalidArgument, "The request asks for nothing."),
    };

    /// <summary>A file and every file that it needs, the file first.</summary>
    private static ServerReflectionResponse Files(FileDescriptor? file, string kind, string name) => file is null
        ? Error(GrpcCode.NotFound, $"There is no {kind} '{Shorten(name)}'.")
        : new() { FileDescriptorResponse = new() { FileDescriptorProto = { DescriptorIndex.WithDependencies(file).Select(one => one.SerializedData) } } };

    private static ServerReflectionResponse Error(GrpcCode code, string message) =>
        new() { ErrorResponse = new() { ErrorCode = (int)code, ErrorMessage = message } };

    private static string Shorten(string name) => name.Length <= 100 ? name : string.Concat(name.AsSpan(0, 100), "…");
}
