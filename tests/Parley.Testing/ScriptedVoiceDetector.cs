using Parley.Providers;

namespace Parley.Testing;

/// <summary>Hears speech in every frame that is mostly louder than a tenth of full scale.</summary>
public sealed class ScriptedVoiceDetector : IVoiceDetector
{
    public static readonly IVoiceDetectorFactory Factory = new Maker();

    public int FrameLength => 512;

    public float Detect(ReadOnlySpan<float> frame)
    {
        var loud = 0;
        foreach (var sample in frame)
        {
            loud += MathF.Abs(sample) > 0.1f ? 1 : 0;
        }

        return loud > frame.Length / 2 ? 1 : 0;
    }

    public void Reset()
    {
    }

    public void Dispose()
    {
    }

    private sealed class Maker : IVoiceDetectorFactory
    {
        public IVoiceDetector Create() => new ScriptedVoiceDetector();
    }
}
