using System.Runtime.InteropServices;

namespace Parley.Local.Sherpa.Speakers;

/// <summary>The configuration of sherpa-onnx 1.13.8's C API (c-api.h) for speaker embeddings, field for field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SpeakerConfig
{
    public nint Model;
    public int Threads;
    public int Debug;
    public nint Provider;
}

/// <summary>The functions of sherpa-onnx's C API (c-api.h) for speaker embeddings that are used here; streams are those of streaming models.</summary>
internal static unsafe partial class SpeakerLibrary
{
    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxCreateSpeakerEmbeddingExtractor")]
    public static partial nint Create(in SpeakerConfig config);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxDestroySpeakerEmbeddingExtractor")]
    public static partial void Destroy(nint extractor);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxSpeakerEmbeddingExtractorDim")]
    public static partial int Dimensions(nint extractor);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxSpeakerEmbeddingExtractorCreateStream")]
    public static partial nint CreateStream(nint extractor);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxSpeakerEmbeddingExtractorIsReady")]
    public static partial int IsReady(nint extractor, nint stream);

    /// <summary>As many floats as <see cref="Dimensions"/> says, to be destroyed.</summary>
    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxSpeakerEmbeddingExtractorComputeEmbedding")]
    public static partial float* Compute(nint extractor, nint stream);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxSpeakerEmbeddingExtractorDestroyEmbedding")]
    public static partial void DestroyEmbedding(float* embedding);
}
