using System.Runtime.InteropServices;

namespace Parley.Local.OpenCc;

/// <summary>The functions of OpenCC's C API (opencc.h, 1.1) that are used here.</summary>
internal static unsafe partial class OpenCcLibrary
{
    public const string Name = "libopencc.so.1.1";
    public const string Package = "libopencc1.1";

    /// <summary>What <see cref="Open"/> gives when it fails.</summary>
    public const nint Failed = -1;

    /// <param name="configuration">The name of a configuration, which it finds in its own folder.</param>
    [LibraryImport(Name, EntryPoint = "opencc_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Open(string configuration);

    /// <summary>Null when it fails; to be freed by <see cref="Free"/>.</summary>
    [LibraryImport(Name, EntryPoint = "opencc_convert_utf8")]
    public static partial byte* Convert(nint converter, byte* text, nuint length);

    [LibraryImport(Name, EntryPoint = "opencc_convert_utf8_free")]
    public static partial void Free(byte* text);
}
