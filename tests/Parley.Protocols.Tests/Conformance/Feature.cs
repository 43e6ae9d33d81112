using Parley.Engine.Sessions;

namespace Parley.Protocols.Tests.Conformance;

/// <summary>Something that every protocol does alike, or says why it cannot.</summary>
/// <param name="Id">A short name, for drivers and test runs.</param>
/// <param name="Sentence">What a user gets.</param>
/// <param name="Play">The script; it asserts.</param>
internal sealed record Feature(string Id, string Sentence, Func<Stage, Task> Play)
{
    public SessionLimits? Limits { get; init; }

    /// <summary>What the server is told beforehand.</summary>
    public Action<ProtocolOptions>? Configure { get; init; }

    /// <summary>The code that the script expects; the same on every protocol.</summary>
    public string? Code { get; init; }
}

/// <summary>Features that stand together in the table.</summary>
internal sealed record FeatureGroup(string Name, IReadOnlyList<Feature> Features)
{
    /// <summary>Protocols that are for these features alone.</summary>
    public IReadOnlyList<SpeechDriver> Also { get; init; } = [];
}
