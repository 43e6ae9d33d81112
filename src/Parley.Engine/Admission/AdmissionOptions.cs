namespace Parley.Engine.Admission;

/// <summary>When a new session is refused for the sake of those that run.</summary>
public sealed record AdmissionOptions
{
    /// <summary>How long 95 of 100 finals may wait for the engine; zero: sessions are never refused for it.</summary>
    public TimeSpan FinalWait { get; init; } = TimeSpan.FromMilliseconds(600);

    /// <summary>
    /// The share of the engine, 0 to 1, that finals may take: from there on a wait grows faster than it can be forecast.
    /// </summary>
    public double MostShare { get; init; } = 0.9;

    /// <summary>Once sessions are refused, by how much of both limits the forecast must fall before one is admitted, 0 to 1.</summary>
    public double Relief { get; init; } = 0.8;

    /// <summary>How long after its admission a session that will speak at once may take until its speech is measured.</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For how long the place of a speaker who lost its connection is kept free.</summary>
    public TimeSpan KeptPlace { get; init; } = TimeSpan.FromSeconds(30);
}
