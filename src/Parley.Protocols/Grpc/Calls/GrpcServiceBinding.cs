using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>Binds the methods of one service, one line each.</summary>
internal sealed class GrpcServiceBinding(ServiceDescriptor service, Action<string, GrpcHandler> add)
{
    /// <param name="limit">For messages or work out of the ordinary.</param>
    public GrpcServiceBinding Unary<TRequest, TResponse>(
        string method, Func<GrpcCall<TRequest, TResponse>, TRequest, Task<GrpcAnswer<TResponse>>> answer, CallLimit? limit = null)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse> =>
        Bind<TRequest, TResponse>(method, false, false, limit, async call =>
        {
            var answered = await answer(call, await OnlyAsync(call));
            if (answered.Message is { } message)
            {
                await call.WriteAsync(message);
            }

            return answered.Status;
        });

    public GrpcServiceBinding ServerStreaming<TRequest, TResponse>(
        string method, Func<GrpcCall<TRequest, TResponse>, TRequest, Task<GrpcStatus>> answer)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse> =>
        Bind<TRequest, TResponse>(method, false, true, null, async call => await answer(call, await OnlyAsync(call)));

    public GrpcServiceBinding Bidirectional<TRequest, TResponse>(string method, Func<GrpcCall<TRequest, TResponse>, Task<GrpcStatus>> converse)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse> =>
        Bind(method, true, true, null, converse);

    private GrpcServiceBinding Bind<TRequest, TResponse>(
        string name, bool clientStreams, bool serverStreams, CallLimit? limit, Func<GrpcCall<TRequest, TResponse>, Task<GrpcStatus>> run)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>
    {
        var method = service.FindMethodByName(name);
        if (method is null || method.IsClientStreaming != clientStreams || method.IsServerStreaming != serverStreams)
        {
            throw new ArgumentException($"{service.FullName} has no such method '{name}'.", nameof(name));
        }

        add($"/{service.FullName}/{name}", (context, terms, ended) =>
        {
            return limit is null ? RunAsync() : limit.RunAsync(context, RunAsync);

            async Task<GrpcStatus> RunAsync()
            {
                var own = limit is null ? terms : limit.Apply(terms);
                using var call = new GrpcCall<TRequest, TResponse>(context, own, ended);
                return await run(call);
            }
        });
        return this;
    }

    /// <summary>The one message of a client that sends one.</summary>
    private static async ValueTask<TRequest> OnlyAsync<TRequest, TResponse>(GrpcCall<TRequest, TResponse> call)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>
    {
        var stalled = new GrpcStatus(GrpcCode.DeadlineExceeded, $"The message stood still for {call.Limits.ReadTimeout.TotalSeconds:0.#} s.");
        using var reader = new TimedReader<TRequest, TResponse>(call, call.Limits.ReadTimeout, call.Time, stalled, call.Ended);
        var message = await reader.ReadAsync() ?? throw new GrpcException(GrpcCode.Unimplemented, "The method takes one message; none came.");
        return await reader.ReadAsync() is null
            ? message
            : throw new GrpcException(GrpcCode.Unimplemented, "The method takes one message; more came.");
    }
}
