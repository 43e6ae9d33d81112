using Parley.Providers;

namespace Parley.Local.Apertium;

/// <summary>Which pairs Apertium translates, and with how much.</summary>
public sealed record ApertiumOptions
{
    /// <summary>The folder of the installed modes.</summary>
    public string Modes { get; init; } = "/usr/share/apertium/modes";

    /// <summary>BCP-47, each installed as a mode of three-letter codes; empty: nothing is translated.</summary>
    public IReadOnlyList<LanguagePair> Pairs { get; init; } = [];

    /// <summary>Pipelines of one pair that run at once; each takes some 100 MB.</summary>
    public int MostPipelines { get; init; } = 2;

    /// <summary>How long a pipeline may take for a text; then it is started anew.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A pipeline that nobody needs for so long is ended.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);
}
