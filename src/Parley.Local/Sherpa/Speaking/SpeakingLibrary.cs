using System.Runtime.InteropServices;

namespace Parley.Local.Sherpa.Speaking;

/// <summary>The functions of sherpa-onnx's C API (c-api.h) for models that speak that are used here.</summary>
internal static unsafe partial class SpeakingLibrary
{
    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxCreateOfflineTts")]
    public static partial nint Create(in SpeakingConfig config);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxDestroyOfflineTts")]
    public static partial void Destroy(nint model);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxOfflineTtsSampleRate")]
    public static partial int SampleRate(nint model);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxOfflineTtsNumSpeakers")]
    public static partial int Speakers(nint model);

    /// <param name="callback">Gets samples, their number, the share that is done and <paramref name="argument"/>; 0 stops the synthesis.</param>
    /// <returns>All the audio, to be destroyed; 0: there is none.</returns>
    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxOfflineTtsGenerateWithConfig")]
    public static partial nint Generate(
        nint model, byte* text, in GenerationConfig config, delegate* unmanaged[Cdecl]<float*, int, float, nint, int> callback, nint argument);

    [LibraryImport(NativeEngines.SherpaOnnx, EntryPoint = "SherpaOnnxDestroyOfflineTtsGeneratedAudio")]
    public static partial void DestroyAudio(nint audio);
}
