using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>Every request that is gRPC, or that asks for a method served here.</summary>
internal sealed partial class GrpcEndpoint(GrpcServices services, GrpcLimits limits, TimeProvider time, ILogger<GrpcEndpoint> logger)
{
    /// <summary>HTTP/2's ENHANCE_YOUR_CALM, which clients report as RESOURCE_EXHAUSTED.</summary>
    private const int EnhanceYourCalm = 0xB;

    /// <summary>Longer deadlines are none: a timer cannot be set to them.</summary>
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(24);

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.Map(
        RoutePatternFactory.Parse("/{service}/{method}", defaults: null, parameterPolicies: new { service = new IsGrpc(endpoints.ServiceProvider) }),
        context => context.RequestServices.GetRequiredService<GrpcEndpoint>().AnswerAsync(context)).ExcludeFromDescription();

    /// <summary>
    /// A call's life:
    /// 1. what is no gRPC at all is told so in HTTP's own words;
    /// 2. the method, the deadline and the compression are found, or the call ends before its first message;
    /// 3. the method runs until it is done, the client is gone, or the deadline passes;
    /// 4. the status goes last. A client that does not read gets none: its call is reset.
    /// </summary>
    private async Task AnswerAsync(HttpContext context)
    {
        if (GrpcRequest.HttpRefusal(context.Request) is { } refusal)
        {
            context.Response.StatusCode = refusal;
            return;
        }

        GrpcRequest.LiftHttpLimits(context);
        GrpcResponse.Begin(context.Response);
        try
        {
            GrpcResponse.End(context.Response, await RunAsync(context));
        }
        catch (ClientTooSlowException)
        {
            if (context.Features.Get<IHttpResetFeature>() is { } reset)
            {
                reset.Reset(EnhanceYourCalm);
            }
            else
            {
                context.Abort();
            }
        }
    }

    private async Task<GrpcStatus> RunAsync(HttpContext context)
    {
        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, deadline.Token);
        try
        {
            if (!services.TryFind(context.Request.Path, out var handler))
            {
                return new GrpcStatus(GrpcCode.Unimplemented, $"There is no method {Shorten(context.Request.Path)} here.");
            }

            var terms = GrpcRequest.Terms(context.Request, limits, time, services.TooLarge);
            if (terms.CompressAnswers)
            {
                GrpcResponse.Compress(context.Response);
            }

            if (GrpcRequest.Timeout(context.Request) is { } timeout && timeout < LongestDeadline)
            {
                deadline.CancelAfter(timeout);
            }

            return await handler(context, terms, ended.Token);
        }
        catch (GrpcException refused)
        {
            return refused.Status;
        }
        catch (Exception left) when (left is OperationCanceledException or IOException)
        {
            return deadline.IsCancellationRequested
                ? new GrpcStatus(GrpcCode.DeadlineExceeded, "The deadline passed.")
                : new GrpcStatus(GrpcCode.Cancelled, "The client cancelled the call.");
        }
#pragma warning disable CA1031 // One call's fault, whatever it is, ends that call and no other.
        catch (Exception fault) when (fault is not ClientTooSlowException)
#pragma warning restore CA1031
        {
            LogFault(logger, context.Request.Path, fault);
            return new GrpcStatus(GrpcCode.Internal, "The server failed; its log says why.");
        }
    }

    private static string Shorten(string path) => path.Length <= 200 ? path : string.Concat(path.AsSpan(0, 200), "…");

    [LoggerMessage(Level = LogLevel.Error, Message = "Call {Path} failed")]
    private static partial void LogFault(ILogger logger, string path, Exception fault);

    /// <summary>Leaves every other request of two segments to whoever else wants it.</summary>
    private sealed class IsGrpc(IServiceProvider provider) : IRouteConstraint
    {
        public bool Match(
            HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is not null
            && (GrpcRequest.Is(httpContext.Request)
                || provider.GetRequiredService<GrpcServices>().TryFind(httpContext.Request.Path, out _));
    }
}
