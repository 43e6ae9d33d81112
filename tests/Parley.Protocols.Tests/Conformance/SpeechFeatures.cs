using Parley.Protocols.Tests.Conformance.Features;

namespace Parley.Protocols.Tests.Conformance;

/// <summary>Everything that is promised on every protocol, in the order of the table.</summary>
internal static class SpeechFeatures
{
    public static IReadOnlyList<FeatureGroup> Groups { get; } =
    [
        new("What is said", ResultFeatures.All),
        new("What is asked for", OptionFeatures.All),
        new("Audio formats", FormatFeatures.All),
        new("Sessions", SessionFeatures.All),
        new("Faults and limits", FaultFeatures.All),
        new("Bad input", RefusedFeatures.All),
    ];

    public static IReadOnlyList<Feature> All { get; } = [.. Groups.SelectMany(group => group.Features)];
}
