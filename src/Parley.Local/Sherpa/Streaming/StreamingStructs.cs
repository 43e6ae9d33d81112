using System.Runtime.InteropServices;

namespace Parley.Local.Sherpa.Streaming;

// The structures of sherpa-onnx 1.13.8's C API (c-api.h) for streaming models, field for field, as in SherpaStructs.
#pragma warning disable CS0649, CS0169, IDE0051, IDE0044 // Fields are written through the configuration or stay zero.

[StructLayout(LayoutKind.Sequential)]
internal struct StreamingModelConfig
{
    public EncoderDecoderJoiner Transducer;
    public EncoderDecoder Paraformer;
    public nint Zipformer2Ctc;
    public nint Tokens;
    public int Threads;
    public nint Provider;
    public int Debug;
    public nint ModelType;
    public nint ModelingUnit;
    public nint BpeVocabulary;
    public nint TokensText;
    public int TokensTextLength;
    public nint NemoCtc;
    public nint ToneCtc;
}

[StructLayout(LayoutKind.Sequential)]
internal struct StreamingRecognizerConfig
{
    public FeatureConfig Features;
    public StreamingModelConfig Model;
    public nint DecodingMethod;
    public int MaxActivePaths;
    public int EnableEndpoint;
    public float Rule1Silence;
    public float Rule2Silence;
    public float Rule3Length;
    public nint HotwordsFile;
    public float HotwordsScore;
    public nint CtcGraph;
    public int CtcMaxActive;
    public nint RuleFsts;
    public nint RuleFars;
    public float BlankPenalty;
    public nint HotwordsText;
    public int HotwordsTextLength;
    public nint HomophoneDictionary;
    public nint HomophoneLexicon;
    public nint HomophoneRules;
}

/// <summary>The head of the result structure; what follows is not read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StreamingResult
{
    public nint Text;
}
