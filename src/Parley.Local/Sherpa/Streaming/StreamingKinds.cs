namespace Parley.Local.Sherpa.Streaming;

/// <summary>The families of models that sherpa-onnx runs on audio as it comes, and the files each needs.</summary>
internal static class StreamingKinds
{
    internal delegate void Setter(ref StreamingModelConfig config, nint path);

    internal static readonly IReadOnlyDictionary<string, Dictionary<string, Setter>> All =
        new Dictionary<string, Dictionary<string, Setter>>(StringComparer.Ordinal)
        {
            ["streaming_transducer"] = new(StringComparer.Ordinal)
            {
                ["encoder"] = (ref StreamingModelConfig c, nint p) => c.Transducer.Encoder = p,
                ["decoder"] = (ref StreamingModelConfig c, nint p) => c.Transducer.Decoder = p,
                ["joiner"] = (ref StreamingModelConfig c, nint p) => c.Transducer.Joiner = p,
                ["tokens"] = Tokens,
            },
            ["streaming_paraformer"] = new(StringComparer.Ordinal)
            {
                ["encoder"] = (ref StreamingModelConfig c, nint p) => c.Paraformer.Encoder = p,
                ["decoder"] = (ref StreamingModelConfig c, nint p) => c.Paraformer.Decoder = p,
                ["tokens"] = Tokens,
            },
            ["streaming_zipformer2_ctc"] = OneFile((ref StreamingModelConfig c, nint p) => c.Zipformer2Ctc = p),
            ["streaming_nemo_ctc"] = OneFile((ref StreamingModelConfig c, nint p) => c.NemoCtc = p),
            ["streaming_t_one_ctc"] = OneFile((ref StreamingModelConfig c, nint p) => c.ToneCtc = p),
        };

    private static void Tokens(ref StreamingModelConfig config, nint path) => config.Tokens = path;

    private static Dictionary<string, Setter> OneFile(Setter model) =>
        new(StringComparer.Ordinal) { ["model"] = model, ["tokens"] = Tokens };
}
