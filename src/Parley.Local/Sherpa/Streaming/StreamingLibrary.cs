using System.Runtime.InteropServices;

namespace Parley.Local.Sherpa.Streaming;

/// <summary>The functions of sherpa-onnx's C API (c-api.h) for streaming models that are used here.</summary>
internal static unsafe partial class StreamingLibrary
{
    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxCreateOnlineRecognizer")]
    public static partial nint CreateRecognizer(in StreamingRecognizerConfig config);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxDestroyOnlineRecognizer")]
    public static partial void DestroyRecognizer(nint recognizer);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxCreateOnlineStream")]
    public static partial nint CreateStream(nint recognizer);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxDestroyOnlineStream")]
    public static partial void DestroyStream(nint stream);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxOnlineStreamAcceptWaveform")]
    public static partial void AcceptWaveform(nint stream, int rate, float* samples, int count);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxOnlineStreamInputFinished")]
    public static partial void FinishInput(nint stream);

    /// <summary>1 while the stream holds enough audio for one more <see cref="Decode"/>.</summary>
    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxIsOnlineStreamReady")]
    public static partial int IsReady(nint recognizer, nint stream);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxDecodeOnlineStream")]
    public static partial void Decode(nint recognizer, nint stream);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxGetOnlineStreamResult")]
    public static partial StreamingResult* GetResult(nint recognizer, nint stream);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxDestroyOnlineRecognizerResult")]
    public static partial void DestroyResult(StreamingResult* result);
}
