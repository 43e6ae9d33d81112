namespace Parley.Audio.Native;

/// <summary>A shared library of the system is not installed; the message says which Debian package brings it.</summary>
public sealed class NativeLibraryMissingException(string library, string package, Exception? inner = null)
    : Exception($"{library} cannot be loaded; install the Debian package {package} (apt-get install {package}).", inner)
{
    /// <summary>File name of the library, such as <c>libopus.so.0</c>.</summary>
    public string Library { get; } = library;

    /// <summary>The Debian package that brings it.</summary>
    public string Package { get; } = package;
}
