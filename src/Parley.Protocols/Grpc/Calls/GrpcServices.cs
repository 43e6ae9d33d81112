using System.Diagnostics.CodeAnalysis;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>Runs one call of a method and says how it ended.</summary>
internal delegate Task<GrpcStatus> GrpcHandler(HttpContext context, CallTerms terms, CancellationToken ended);

/// <summary>The services that are served, by the paths of their methods.</summary>
/// <param name="tooLarge">How a call ends whose message has more bytes than this.</param>
internal sealed class GrpcServices(Func<HttpContext, int, GrpcStatus> tooLarge)
{
    private readonly Dictionary<string, GrpcHandler> _handlers = new(StringComparer.Ordinal);
    private readonly List<ServiceDescriptor> _services = [];

    public Func<HttpContext, int, GrpcStatus> TooLarge => tooLarge;

    public IReadOnlyList<ServiceDescriptor> Descriptors => _services;

    /// <summary>Announces a service; its methods are bound on what is returned. One that is not bound is unimplemented.</summary>
    public GrpcServiceBinding Add(FileDescriptor file, string name)
    {
        var service = file.Services.Single(one => one.Name.Equals(name, StringComparison.Ordinal));
        _services.Add(service);
        return new GrpcServiceBinding(service, _handlers.Add);
    }

    /// <param name="path">/package.Service/Method</param>
    public bool TryFind(string path, [NotNullWhen(true)] out GrpcHandler? handler) => _handlers.TryGetValue(path, out handler);
}
