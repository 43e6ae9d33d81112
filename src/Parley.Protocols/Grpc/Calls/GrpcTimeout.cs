using System.Globalization;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>The value of <c>grpc-timeout</c>: one to eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;

    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1
            || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
            || TicksOf(text[^1]) is not { } ticks)
        {
            return false;
        }

        // A nanosecond is shorter than a tick: what is left of one counts as a whole.
        timeout = TimeSpan.FromTicks((long)Math.Ceiling(amount * ticks));
        return true;
    }

    private static decimal? TicksOf(char unit) => unit switch
    {
        'H' => TimeSpan.TicksPerHour,
        'M' => TimeSpan.TicksPerMinute,
        'S' => TimeSpan.TicksPerSecond,
        'm' => TimeSpan.TicksPerMillisecond,
        'u' => TimeSpan.TicksPerMicrosecond,
        'n' => (decimal)TimeSpan.TicksPerMicrosecond / 1_000,
        _ => null,
    };
}
