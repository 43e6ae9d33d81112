using Parley.Failures;

namespace Parley.Protocols.Http;

/// <summary>For what costs more than a request usually does: so many at once, and one more is told when to come back.</summary>
/// <param name="full">What it is told.</param>
internal sealed class Places(int most, string full, TimeSpan retryAfter)
{
    private int _taken;

    /// <summary>A place, to be disposed of when it is free again; or <see cref="ErrorCodes.TooManySessions"/>: all are taken.</summary>
    public Outcome<IDisposable> Take()
    {
        if (Interlocked.Increment(ref _taken) <= most)
        {
            return new Outcome<IDisposable>(new Place(this));
        }

        Interlocked.Decrement(ref _taken);
        return new ParleyError(ErrorCodes.TooManySessions, full) { Retry = true, RetryAfterMs = (int)retryAfter.TotalMilliseconds };
    }

    private sealed class Place(Places places) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                Interlocked.Decrement(ref places._taken);
            }
        }
    }
}
