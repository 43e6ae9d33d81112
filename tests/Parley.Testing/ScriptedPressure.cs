using Parley.Providers;

namespace Parley.Testing;

/// <summary>An engine that is as busy as a test says; idle until then.</summary>
public sealed class ScriptedPressure : IEnginePressure
{
    private EnginePressure _now;

    public EnginePressure Now
    {
        get => _now;
        set => _now = value;
    }

    /// <summary>Finals wait far too long.</summary>
    public void Overwhelm() => Now = new EnginePressure(Speakers: 20, Share: 0.85, FinalWait: TimeSpan.FromSeconds(2));

    public EnginePressure Measure() => Now;
}
