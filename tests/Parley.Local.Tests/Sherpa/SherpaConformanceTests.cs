using Parley.Conformance;
using Parley.Providers;

namespace Parley.Local.Tests.Sherpa;

[Collection(nameof(Engines))]
public sealed class SherpaConformanceTests(Engines engines) : RecognizerConformance
{
    protected override IRecognizer Recognizer => engines.SherpaBase;

    protected override float[] Speech { get; } = Installed.Sentences()[1].Samples;
}
