using System.Runtime.InteropServices;

namespace Parley.Local.Espeak;

/// <summary>The functions of espeak-ng's C API (speak_lib.h, 1.51) that are used here. The library has one state a process.</summary>
internal static unsafe partial class EspeakLibrary
{
    public const string Name = "libespeak-ng.so.1";
    public const string Package = "libespeak-ng1";

    /// <summary>Samples go to the callback, and <see cref="Synth"/> returns when all have.</summary>
    public const int Synchronous = 2;

    /// <summary>An error is returned; the process is not ended.</summary>
    public const int DoNotExit = 0x8000;

    public const int RateParameter = 1;
    public const uint Utf8 = 1;

    /// <summary>Samples a second, or −1.</summary>
    /// <param name="bufferMs">Length of the pieces that the callback gets; 0: 60 ms.</param>
    /// <param name="path">Folder of the data; null: the system's.</param>
    [LibraryImport(Name, EntryPoint = "espeak_Initialize", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Initialize(int output, int bufferMs, string? path, int options);

    /// <param name="callback">Gets samples (null at the end), their number and events; 1 stops the synthesis.</param>
    [LibraryImport(Name, EntryPoint = "espeak_SetSynthCallback")]
    public static partial void SetCallback(delegate* unmanaged[Cdecl]<short*, int, void*, int> callback);

    /// <summary>0 when the voice is there.</summary>
    [LibraryImport(Name, EntryPoint = "espeak_SetVoiceByName", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetVoice(string name);

    [LibraryImport(Name, EntryPoint = "espeak_SetParameter")]
    public static partial int SetParameter(int parameter, int value, int relative);

    /// <param name="text">Ends with a zero.</param>
    /// <param name="size">Bytes of the text with its zero.</param>
    [LibraryImport(Name, EntryPoint = "espeak_Synth")]
    public static partial int Synth(
        byte* text, nuint size, uint position, int positionType, uint endPosition, uint flags, uint* id, void* user);

    /// <summary>Voices, the last followed by null; the library's to free.</summary>
    [LibraryImport(Name, EntryPoint = "espeak_ListVoices")]
    public static partial EspeakVoice** ListVoices(EspeakVoice* wanted);
}

/// <summary>The head of the structure that describes a voice; what follows is not read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EspeakVoice
{
    public nint Name;

    /// <summary>Pairs of a priority (one byte) and a language with its zero; a priority of 0 ends them.</summary>
    public nint Languages;
}
