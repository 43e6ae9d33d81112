using Parley.Providers;

namespace Parley.Local.Espeak;

/// <summary>espeak-ng, where it is installed.</summary>
internal sealed class EspeakVoiceEngine : IVoiceEngine
{
    public ISynthesizer Load() => new EspeakSynthesizer();
}
