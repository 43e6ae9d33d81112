namespace Parley.Engine.Voices;

/// <summary>How high a voice is: the median over the places where it sounds regular, by autocorrelation.</summary>
internal static class Pitch
{
    private const int Lowest = 60;
    private const int Highest = 400;
    private const int Window = 1_024;
    private const int MostWindows = 200;
    private const int LeastVoiced = 5;
    private const double Regular = 0.6;

    /// <summary>The first peak that comes this near to the highest one is the pitch; a later one is a multiple of its period.</summary>
    private const double NearHighest = 0.9;

    /// <param name="speech">Samples of speech, in order; short gaps do no harm.</param>
    /// <param name="rate">Samples a second.</param>
    /// <returns>Hz, or null where nothing sounds regular.</returns>
    public static double? Of(ReadOnlySpan<float> speech, int rate)
    {
        var (shortest, longest) = (rate / Highest, rate / Lowest);
        var room = speech.Length - Window - longest;
        if (room < 0)
        {
            return null;
        }

        var step = Math.Max(Window, room / MostWindows);
        var found = new List<double>();
        for (var start = 0; start <= room; start += step)
        {
            if (Lag(speech.Slice(start, Window + longest), shortest, longest) is { } lag)
            {
                found.Add(rate / lag);
            }
        }

        found.Sort();
        return found.Count < LeastVoiced ? null : found[found.Count / 2];
    }

    /// <summary>The period in samples, or null.</summary>
    private static double? Lag(ReadOnlySpan<float> samples, int shortest, int longest)
    {
        var similar = new double[longest + 1];
        for (var lag = shortest; lag <= longest; lag++)
        {
            similar[lag] = Similarity(samples[..Window], samples.Slice(lag, Window));
        }

        var highest = similar.Max();
        if (highest < Regular)
        {
            return null;
        }

        for (var lag = shortest + 1; lag < longest; lag++)
        {
            if (similar[lag] >= NearHighest * highest && similar[lag] >= similar[lag - 1] && similar[lag] >= similar[lag + 1])
            {
                return lag;
            }
        }

        return null;
    }

    private static double Similarity(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (product, first, second) = (0f, 0f, 0f);
        for (var i = 0; i < a.Length; i++)
        {
            product += a[i] * b[i];
            first += a[i] * a[i];
            second += b[i] * b[i];
        }

        return first > 0 && second > 0 ? product / Math.Sqrt((double)first * second) : 0;
    }
}
