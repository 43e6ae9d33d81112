namespace Parley.Server.Evaluation.Report;

/// <summary>The spread of some measurements.</summary>
/// <param name="P50">Half of them are not above it.</param>
/// <param name="P95">95 % of them are not above it.</param>
internal sealed record Percentiles(int Count, double P50, double P95, double Max)
{
    /// <summary>By nearest rank: each percentile is one of the measurements. Null when there are none.</summary>
    public static Percentiles? Of(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var sorted = values.Order().ToArray();
        return new Percentiles(sorted.Length, At(0.50), At(0.95), sorted[^1]);

        double At(double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
