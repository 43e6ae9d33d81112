using Parley.Local.Sherpa.Streaming;

namespace Parley.Local.Sherpa;

/// <summary>The families of models that sherpa-onnx runs, and the files each needs.</summary>
public static class SherpaKinds
{
    private delegate void Setter(ref ModelConfig config, nint path);

    /// <summary>Those that take whole utterances.</summary>
    private static readonly Dictionary<string, Dictionary<string, Setter>> Kinds = new(StringComparer.Ordinal)
    {
        ["moonshine"] = new(StringComparer.Ordinal)
        {
            ["encoder"] = (ref ModelConfig c, nint p) => c.Moonshine.Encoder = p,
            ["merged_decoder"] = (ref ModelConfig c, nint p) => c.Moonshine.MergedDecoder = p,
            ["tokens"] = Tokens,
        },
        ["moonshine_v1"] = new(StringComparer.Ordinal)
        {
            ["preprocessor"] = (ref ModelConfig c, nint p) => c.Moonshine.Preprocessor = p,
            ["encoder"] = (ref ModelConfig c, nint p) => c.Moonshine.Encoder = p,
            ["uncached_decoder"] = (ref ModelConfig c, nint p) => c.Moonshine.UncachedDecoder = p,
            ["cached_decoder"] = (ref ModelConfig c, nint p) => c.Moonshine.CachedDecoder = p,
            ["tokens"] = Tokens,
        },
        ["whisper"] = new(StringComparer.Ordinal)
        {
            ["encoder"] = (ref ModelConfig c, nint p) => c.Whisper.Encoder = p,
            ["decoder"] = (ref ModelConfig c, nint p) => c.Whisper.Decoder = p,
            ["tokens"] = Tokens,
        },
        ["transducer"] = new(StringComparer.Ordinal)
        {
            ["encoder"] = (ref ModelConfig c, nint p) => c.Transducer.Encoder = p,
            ["decoder"] = (ref ModelConfig c, nint p) => c.Transducer.Decoder = p,
            ["joiner"] = (ref ModelConfig c, nint p) => c.Transducer.Joiner = p,
            ["tokens"] = Tokens,
        },
        ["fire_red_asr"] = new(StringComparer.Ordinal)
        {
            ["encoder"] = (ref ModelConfig c, nint p) => c.FireRedAsr.Encoder = p,
            ["decoder"] = (ref ModelConfig c, nint p) => c.FireRedAsr.Decoder = p,
            ["tokens"] = Tokens,
        },
        ["canary"] = new(StringComparer.Ordinal)
        {
            ["encoder"] = (ref ModelConfig c, nint p) => c.Canary.Encoder = p,
            ["decoder"] = (ref ModelConfig c, nint p) => c.Canary.Decoder = p,
            ["tokens"] = Tokens,
        },
        ["cohere_transcribe"] = new(StringComparer.Ordinal)
        {
            ["encoder"] = (ref ModelConfig c, nint p) => c.CohereTranscribe.Encoder = p,
            ["decoder"] = (ref ModelConfig c, nint p) => c.CohereTranscribe.Decoder = p,
            ["tokens"] = Tokens,
        },
        ["qwen3_asr"] = new(StringComparer.Ordinal)
        {
            ["conv_frontend"] = (ref ModelConfig c, nint p) => c.Qwen3Asr.ConvFrontend = p,
            ["encoder"] = (ref ModelConfig c, nint p) => c.Qwen3Asr.Encoder = p,
            ["decoder"] = (ref ModelConfig c, nint p) => c.Qwen3Asr.Decoder = p,
            ["tokenizer"] = (ref ModelConfig c, nint p) => c.Qwen3Asr.Tokenizer = p,
        },
        ["funasr_nano"] = new(StringComparer.Ordinal)
        {
            ["encoder_adaptor"] = (ref ModelConfig c, nint p) => c.FunAsrNano.EncoderAdaptor = p,
            ["llm"] = (ref ModelConfig c, nint p) => c.FunAsrNano.LanguageModel = p,
            ["embedding"] = (ref ModelConfig c, nint p) => c.FunAsrNano.Embedding = p,
            ["tokenizer"] = (ref ModelConfig c, nint p) => c.FunAsrNano.Tokenizer = p,
        },
        ["paraformer"] = OneFile((ref ModelConfig c, nint p) => c.Paraformer = p),
        ["nemo_ctc"] = OneFile((ref ModelConfig c, nint p) => c.NemoCtc = p),
        ["tdnn"] = OneFile((ref ModelConfig c, nint p) => c.Tdnn = p),
        ["telespeech_ctc"] = OneFile((ref ModelConfig c, nint p) => c.TelespeechCtc = p),
        ["sense_voice"] = OneFile((ref ModelConfig c, nint p) => c.SenseVoice.Model = p),
        ["dolphin"] = OneFile((ref ModelConfig c, nint p) => c.Dolphin = p),
        ["zipformer_ctc"] = OneFile((ref ModelConfig c, nint p) => c.ZipformerCtc = p),
        ["wenet_ctc"] = OneFile((ref ModelConfig c, nint p) => c.WenetCtc = p),
        ["omnilingual"] = OneFile((ref ModelConfig c, nint p) => c.Omnilingual = p),
        ["medasr"] = OneFile((ref ModelConfig c, nint p) => c.MedAsr = p),
        ["fire_red_asr_ctc"] = OneFile((ref ModelConfig c, nint p) => c.FireRedAsrCtc = p),
    };

    /// <summary>Every kind.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Kinds.Keys, .. StreamingKinds.All.Keys];

    /// <summary>The files a kind needs, by role; null for an unknown kind.</summary>
    public static IReadOnlyCollection<string>? Files(string kind) =>
        Kinds.TryGetValue(kind, out var files) ? files.Keys
        : StreamingKinds.All.TryGetValue(kind, out var streaming) ? streaming.Keys
        : null;

    /// <summary>Whether models of this kind take audio as it comes.</summary>
    public static bool IsStreaming(string kind) => StreamingKinds.All.ContainsKey(kind);

    internal static void Set(ref ModelConfig config, string kind, string role, nint path) =>
        Kinds[kind][role](ref config, path);

    private static void Tokens(ref ModelConfig config, nint path) => config.Tokens = path;

    private static Dictionary<string, Setter> OneFile(Setter model) =>
        new(StringComparer.Ordinal) { ["model"] = model, ["tokens"] = Tokens };
}
