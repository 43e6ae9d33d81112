using Parley.Failures;

namespace Parley.Engine.Routing;

/// <summary>
/// Lets whoever fails time after time rest before it is asked again: closed, everybody asks; open, nobody does; after the
/// rest one asks for all, and what comes of it decides. Thread-safe.
/// </summary>
internal sealed class CircuitBreaker(CircuitLimits limits, TimeProvider time)
{
    /// <summary>Timers may fire so much before their time.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private long _since;
    private TimeSpan _rest;
    private int _failures;
    private bool _trying;

    /// <summary>Asks to make an attempt, after which one of the other methods is called.</summary>
    /// <returns>Null: it may be made; otherwise how long to wait first.</returns>
    public TimeSpan? Refusal()
    {
        lock (_gate)
        {
            if (_rest == TimeSpan.Zero)
            {
                return null;
            }

            var left = _rest - time.GetElapsedTime(_since);
            if (left > Slack)
            {
                return left;
            }

            if (_trying)
            {
                return limits.Rest;
            }

            _trying = true;
            return null;
        }
    }

    /// <summary>The attempt led to an answer.</summary>
    public void Succeeded()
    {
        lock (_gate)
        {
            (_failures, _rest, _trying) = (0, TimeSpan.Zero, false);
        }
    }

    /// <summary>The attempt failed. Whoever refuses one input may well take the next.</summary>
    public void Failed(ParleyError error)
    {
        if (error.Category == FailureCategory.Rejected)
        {
            Succeeded();
            return;
        }

        lock (_gate)
        {
            _failures++;
            var asked = error.RetryAfterMs is { } wait ? TimeSpan.FromMilliseconds(wait) : TimeSpan.Zero;
            var rest = _trying || _failures >= limits.Failures ? limits.Rest : TimeSpan.Zero;
            rest = asked > rest ? asked : rest;
            (_rest, _since, _trying) = (rest < limits.LongestRest ? rest : limits.LongestRest, time.GetTimestamp(), false);
        }
    }

    /// <summary>The attempt was broken off, and nothing is known of it.</summary>
    public void Abandoned()
    {
        lock (_gate)
        {
            _trying = false;
        }
    }
}

/// <summary>When a <see cref="CircuitBreaker"/> opens, and for how long.</summary>
public sealed record CircuitLimits
{
    /// <summary>Failures in a row that open it.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>How long it stays open then; a server that asks for more gets that.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>However much a server asks for.</summary>
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromSeconds(60);
}
