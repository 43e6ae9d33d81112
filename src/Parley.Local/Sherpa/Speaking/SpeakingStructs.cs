using System.Runtime.InteropServices;

namespace Parley.Local.Sherpa.Speaking;

// The structures of sherpa-onnx 1.13.8's C API (c-api.h) for models that speak, field for field, as in SherpaStructs.
#pragma warning disable CS0649, CS0169, IDE0051, IDE0044 // Fields are written through the configuration or stay zero.

[StructLayout(LayoutKind.Sequential)]
internal struct VitsConfig
{
    public nint Model;
    public nint Lexicon;
    public nint Tokens;
    public nint DataFolder;
    public float NoiseScale;
    public float NoiseScaleW;
    public float LengthScale;
    public nint DictionaryFolder;
}

[StructLayout(LayoutKind.Sequential)]
internal struct MatchaConfig
{
    public nint AcousticModel;
    public nint Vocoder;
    public nint Lexicon;
    public nint Tokens;
    public nint DataFolder;
    public float NoiseScale;
    public float LengthScale;
    public nint DictionaryFolder;
}

[StructLayout(LayoutKind.Sequential)]
internal struct KokoroConfig
{
    public nint Model;
    public nint Voices;
    public nint Tokens;
    public nint DataFolder;
    public float LengthScale;
    public nint DictionaryFolder;
    public nint Lexicon;
    public nint Language;
}

[StructLayout(LayoutKind.Sequential)]
internal struct KittenConfig
{
    public nint Model;
    public nint Voices;
    public nint Tokens;
    public nint DataFolder;
    public float LengthScale;
}

[StructLayout(LayoutKind.Sequential)]
internal struct ZipVoiceConfig
{
    public nint Tokens;
    public nint Encoder;
    public nint Decoder;
    public nint Vocoder;
    public nint DataFolder;
    public nint Lexicon;
    public float FeatureScale;
    public float TimeShift;
    public float TargetRms;
    public float GuidanceScale;
}

[StructLayout(LayoutKind.Sequential)]
internal struct PocketConfig
{
    public nint LmFlow;
    public nint LmMain;
    public nint Encoder;
    public nint Decoder;
    public nint TextConditioner;
    public nint Vocabulary;
    public nint TokenScores;
    public int VoiceCacheCapacity;
}

[StructLayout(LayoutKind.Sequential)]
internal struct SupertonicConfig
{
    public nint DurationPredictor;
    public nint TextEncoder;
    public nint VectorEstimator;
    public nint Vocoder;
    public nint Settings;
    public nint UnicodeIndexer;
    public nint VoiceStyle;
}

[StructLayout(LayoutKind.Sequential)]
internal struct SpeakingModelConfig
{
    public VitsConfig Vits;
    public int Threads;
    public int Debug;
    public nint Provider;
    public MatchaConfig Matcha;
    public KokoroConfig Kokoro;
    public KittenConfig Kitten;
    public ZipVoiceConfig ZipVoice;
    public PocketConfig Pocket;
    public SupertonicConfig Supertonic;
}

[StructLayout(LayoutKind.Sequential)]
internal struct SpeakingConfig
{
    public SpeakingModelConfig Model;
    public nint RuleFsts;
    public int MaxSentences;
    public nint RuleFars;
    public float SilenceScale;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GenerationConfig
{
    public float SilenceScale;
    public float Speed;
    public int Speaker;
    public float* ReferenceAudio;
    public int ReferenceLength;
    public int ReferenceRate;
    public nint ReferenceText;
    public int Steps;
    public nint Extra;
}
