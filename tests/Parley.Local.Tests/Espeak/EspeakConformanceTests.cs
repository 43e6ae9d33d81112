using Parley.Conformance;
using Parley.Local.Espeak;
using Parley.Providers;

namespace Parley.Local.Tests.Espeak;

public sealed class EspeakConformanceTests : SynthesizerConformance
{
    protected override ISynthesizer Synthesizer { get; } = new EspeakSynthesizer();
}
