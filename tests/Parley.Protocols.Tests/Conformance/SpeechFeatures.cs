using Parley.Protocols.Tests.Conformance.Drivers;
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
        new("Translations", TranslationFeatures.All),
        new("Conversations", ConversationFeatures.All) { Also = [new ChatDriver()] },
        new("Faults and limits", FaultFeatures.All),
        new("Bad input", RefusedFeatures.All),
    ];

    /// <summary>What a protocol is tried on: everything, unless it stands with some features alone.</summary>
    public static IEnumerable<Feature> Of(SpeechDriver driver) =>
        (Groups.Where(group => group.Also.Any(one => one.GetType() == driver.GetType())) is var alone && alone.Any() ? alone : Groups)
        .SelectMany(group => group.Features);

    public static IReadOnlyList<Feature> All { get; } = [.. Groups.SelectMany(group => group.Features)];
}
