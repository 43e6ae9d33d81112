using System.Runtime.InteropServices;

namespace Parley.Local.Sherpa;

/// <summary>The functions of sherpa-onnx's C API (c-api.h) that are used here.</summary>
internal static unsafe partial class SherpaLibrary
{
    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxCreateOfflineRecognizer")]
    public static partial nint CreateRecognizer(in RecognizerConfig config);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxDestroyOfflineRecognizer")]
    public static partial void DestroyRecognizer(nint recognizer);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxCreateOfflineStream")]
    public static partial nint CreateStream(nint recognizer);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxDestroyOfflineStream")]
    public static partial void DestroyStream(nint stream);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxAcceptWaveformOffline")]
    public static partial void AcceptWaveform(nint stream, int rate, float* samples, int count);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxDecodeOfflineStream")]
    public static partial void Decode(nint recognizer, nint stream);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxGetOfflineStreamResult")]
    public static partial RecognizerResult* GetResult(nint stream);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxDestroyOfflineRecognizerResult")]
    public static partial void DestroyResult(RecognizerResult* result);
}
