using Microsoft.AspNetCore.Http;
using Parley.Failures;
using Parley.Protocols.Http;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>For a method whose calls cost more than others: how many may run at once and how large a message may be.</summary>
/// <param name="places">How many may run at once.</param>
/// <param name="full">How one call more ends.</param>
/// <param name="tooLarge">How a call ends whose message has more bytes than this.</param>
internal sealed class CallLimit(
    Places places, int maxMessageBytes, Func<ParleyError, HttpContext, GrpcStatus> full, Func<HttpContext, int, GrpcStatus> tooLarge)
{
    public CallTerms Apply(CallTerms terms) =>
        terms with { Limits = terms.Limits with { MaxMessageBytes = maxMessageBytes }, TooLarge = tooLarge };

    public async Task<GrpcStatus> RunAsync(HttpContext context, Func<Task<GrpcStatus>> call)
    {
        var taken = places.Take();
        using var place = taken.Value;
        return taken.Succeeded ? await call() : full(taken.Error, context);
    }
}
