using Microsoft.AspNetCore.Http;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>For a method whose calls cost more than others: how many may run at once and how large a message may be.</summary>
/// <param name="full">What one call more is answered.</param>
/// <param name="tooLarge">How a call ends whose message has more bytes than this.</param>
internal sealed class CallLimit(
    int maxCalls, int maxMessageBytes, Func<HttpContext, GrpcStatus> full, Func<HttpContext, int, GrpcStatus> tooLarge)
{
    private int _running;

    public CallTerms Apply(CallTerms terms) =>
        terms with { Limits = terms.Limits with { MaxMessageBytes = maxMessageBytes }, TooLarge = tooLarge };

    public async Task<GrpcStatus> RunAsync(HttpContext context, Func<Task<GrpcStatus>> call)
    {
        try
        {
            return Interlocked.Increment(ref _running) <= maxCalls ? await call() : full(context);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
