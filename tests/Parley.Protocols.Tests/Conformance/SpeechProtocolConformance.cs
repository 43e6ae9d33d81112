namespace Parley.Protocols.Tests.Conformance;

/// <summary>What every protocol of speech promises; each one's class inherits it and runs every script that it can carry.</summary>
public abstract class SpeechProtocolConformance
{
    internal abstract SpeechDriver Driver { get; }

    /// <summary>The ids of what a protocol carries.</summary>
    private protected static TheoryData<string> Carried(SpeechDriver driver) =>
        [.. SpeechFeatures.Of(driver).Select(feature => feature.Id).Where(id => !driver.Lacks.ContainsKey(id))];

    /// <summary>Plays one script.</summary>
    private protected async Task PlayAsync(string id)
    {
        var feature = SpeechFeatures.All.Single(feature => string.Equals(feature.Id, id, StringComparison.Ordinal));
        await using var stage = await Stage.SetAsync(Driver, feature);
        await feature.Play(stage);
    }
}
