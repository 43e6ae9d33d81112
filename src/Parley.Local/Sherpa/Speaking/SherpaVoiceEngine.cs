using Parley.Local.Models;
using Parley.Providers;

namespace Parley.Local.Sherpa.Speaking;

/// <summary>A configured model that speaks.</summary>
internal sealed class SherpaVoiceEngine(LocalVoice voice, string nativeFolder) : IVoiceEngine
{
    public ISynthesizer Load()
    {
        NativeEngines.Load(nativeFolder);
        return new SherpaSynthesizer(voice);
    }
}
