using Parley.Conformance;
using Parley.Providers;

namespace Parley.Local.Tests.Moonshine;

[Collection(nameof(Engines))]
public sealed class MoonshineConformanceTests(Engines engines) : RecognizerConformance
{
    protected override IRecognizer Recognizer => engines.Base;

    protected override float[] Speech { get; } = Installed.Sentences()[1].Samples;
}
