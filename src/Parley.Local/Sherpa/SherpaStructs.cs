using System.Runtime.InteropServices;

namespace Parley.Local.Sherpa;

// The structures of sherpa-onnx 1.13.8's C API (c-api.h), field for field. A zero is "not set" everywhere; strings are
// UTF-8 that lives until the recogniser is made.
#pragma warning disable CS0649, CS0169, IDE0051, IDE0044 // Fields are written through the configuration or stay zero.

[StructLayout(LayoutKind.Sequential)]
internal struct FeatureConfig
{
    public int SampleRate;
    public int FeatureDimension;
}

[StructLayout(LayoutKind.Sequential)]
internal struct EncoderDecoderJoiner
{
    public nint Encoder;
    public nint Decoder;
    public nint Joiner;
}

[StructLayout(LayoutKind.Sequential)]
internal struct EncoderDecoder
{
    public nint Encoder;
    public nint Decoder;
}

[StructLayout(LayoutKind.Sequential)]
internal struct WhisperConfig
{
    public nint Encoder;
    public nint Decoder;
    public nint Language;
    public nint Task;
    public int TailPaddings;
    public int EnableTokenTimestamps;
    public int EnableSegmentTimestamps;
}

[StructLayout(LayoutKind.Sequential)]
internal struct CanaryConfig
{
    public nint Encoder;
    public nint Decoder;
    public nint SourceLanguage;
    public nint TargetLanguage;
    public int UsePunctuation;
}

[StructLayout(LayoutKind.Sequential)]
internal struct CohereConfig
{
    public nint Encoder;
    public nint Decoder;
    public nint Language;
    public int UsePunctuation;
    public int UseInverseTextNormalisation;
}

[StructLayout(LayoutKind.Sequential)]
internal struct MoonshineConfig
{
    public nint Preprocessor;
    public nint Encoder;
    public nint UncachedDecoder;
    public nint CachedDecoder;
    public nint MergedDecoder;
}

[StructLayout(LayoutKind.Sequential)]
internal struct SenseVoiceConfig
{
    public nint Model;
    public nint Language;
    public int UseInverseTextNormalisation;
}

[StructLayout(LayoutKind.Sequential)]
internal struct FunAsrNanoConfig
{
    public nint EncoderAdaptor;
    public nint LanguageModel;
    public nint Embedding;
    public nint Tokenizer;
    public nint SystemPrompt;
    public nint UserPrompt;
    public int MaxNewTokens;
    public float Temperature;
    public float TopP;
    public int Seed;
    public nint Language;
    public int InverseTextNormalisation;
    public nint Hotwords;
}

[StructLayout(LayoutKind.Sequential)]
internal struct Qwen3AsrConfig
{
    public nint ConvFrontend;
    public nint Encoder;
    public nint Decoder;
    public nint Tokenizer;
    public int MaxTotalLength;
    public int MaxNewTokens;
    public float Temperature;
    public float TopP;
    public int Seed;
    public nint Hotwords;
}

[StructLayout(LayoutKind.Sequential)]
internal struct ModelConfig
{
    public EncoderDecoderJoiner Transducer;
    public nint Paraformer;
    public nint NemoCtc;
    public WhisperConfig Whisper;
    public nint Tdnn;
    public nint Tokens;
    public int Threads;
    public int Debug;
    public nint Provider;
    public nint ModelType;
    public nint ModelingUnit;
    public nint BpeVocabulary;
    public nint TelespeechCtc;
    public SenseVoiceConfig SenseVoice;
    public MoonshineConfig Moonshine;
    public EncoderDecoder FireRedAsr;
    public nint Dolphin;
    public nint ZipformerCtc;
    public CanaryConfig Canary;
    public nint WenetCtc;
    public nint Omnilingual;
    public nint MedAsr;
    public FunAsrNanoConfig FunAsrNano;
    public nint FireRedAsrCtc;
    public Qwen3AsrConfig Qwen3Asr;
    public CohereConfig CohereTranscribe;
}

[StructLayout(LayoutKind.Sequential)]
internal struct RecognizerConfig
{
    public FeatureConfig Features;
    public ModelConfig Model;
    public nint LanguageModel;
    public float LanguageModelScale;
    public nint DecodingMethod;
    public int MaxActivePaths;
    public nint HotwordsFile;
    public float HotwordsScore;
    public nint RuleFsts;
    public nint RuleFars;
    public float BlankPenalty;
    public nint HomophoneDictionary;
    public nint HomophoneLexicon;
    public nint HomophoneRules;
}

/// <summary>The head of the result structure; what follows is not read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RecognizerResult
{
    public nint Text;
    public nint Timestamps;
    public int Count;
    public nint Tokens;
    public nint TokenArray;
    public nint Json;
    public nint Language;
}
