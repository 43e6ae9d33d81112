using Grpc.Health.V1;
using Microsoft.Extensions.Hosting;
using Parley.Protocols.Grpc.Calls;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Parley.Protocols.Grpc.Health;

/// <summary><c>grpc.health.v1.Health</c>: the server as a whole under the empty name, and each service under its own.</summary>
internal sealed class HealthService(ServingState state, GrpcServices services, IHostApplicationLifetime lifetime)
{
    /// <summary>A name that is not served now never will be.</summary>
    private static readonly Task Never = new TaskCompletionSource().Task;

    public static void Bind(GrpcServices services) => services.Add(HealthReflection.Descriptor, "Health")
        .Unary<HealthCheckRequest, HealthCheckResponse>(
            "Check", (call, request) => Task.FromResult(call.Service<HealthService>().Check(request)))
        .ServerStreaming<HealthCheckRequest, HealthCheckResponse>(
            "Watch", (call, request) => call.Service<HealthService>().WatchAsync(call, request));

    private GrpcAnswer<HealthCheckResponse> Check(HealthCheckRequest request) => Knows(request.Service)
        ? new HealthCheckResponse { Status = StatusOf(state.Look().Serving) }
        : new GrpcStatus(GrpcCode.NotFound, "There is no service of this name.");

    /// <summary>Says how it stands, then every change, until the client has heard enough or the server stops.</summary>
    private async Task<GrpcStatus> WatchAsync(GrpcCall<HealthCheckRequest, HealthCheckResponse> call, HealthCheckRequest request)
    {
        var known = Knows(request.Service);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(call.Ended, lifetime.ApplicationStopping);
        try
        {
            while (true)
            {
                var (serving, changed) = state.Look();
                await call.WriteAsync(new HealthCheckResponse { Status = known ? StatusOf(serving) : ServingStatus.ServiceUnknown });
                await (known ? changed : Never).WaitAsync(until.Token);
            }
        }
        catch (OperationCanceledException) when (!call.Ended.IsCancellationRequested)
        {
            if (known)
            {
                await call.WriteAsync(new HealthCheckResponse { Status = ServingStatus.NotServing });
            }

            return new GrpcStatus(GrpcCode.Unavailable, "The server is stopping.");
        }
    }

    private bool Knows(string service) =>
        service.Length == 0 || services.Descriptors.Any(one => one.FullName.Equals(service, StringComparison.Ordinal));

    private static ServingStatus StatusOf(bool serving) => serving ? ServingStatus.Serving : ServingStatus.NotServing;
}
