using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Parley.Failures;

namespace Parley.Protocols.Http;

/// <summary>For what costs more than a request usually does: so many at once, and one more is told when to come back.</summary>
/// <param name="full">What it is told.</param>
[SuppressMessage("Design", "CA1001", Justification = "Lives as long as the server, and without a queue the limiter holds nothing but memory.")]
internal sealed class Places(int most, string full, TimeSpan retryAfter)
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 });

    /// <summary>A place, to be disposed of when it is free again; or <see cref="ErrorCodes.TooManySessions"/>: all are taken.</summary>
    public Outcome<IDisposable> Take()
    {
        var lease = _limiter.AttemptAcquire();
        return lease.IsAcquired
            ? new Outcome<IDisposable>(lease)
            : new ParleyError(ErrorCodes.TooManySessions, full) { Retry = true, RetryAfterMs = (int)retryAfter.TotalMilliseconds };
    }
}
