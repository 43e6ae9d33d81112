using System.Runtime.InteropServices;

namespace Parley.Local.Sherpa;

/// <summary>Strings of a configuration, as the library reads them: UTF-8 that lives until this is disposed of.</summary>
internal sealed class NativeStrings : IDisposable
{
    private readonly List<nint> _strings = [];

    public nint Add(string text)
    {
        var copy = Marshal.StringToCoTaskMemUTF8(text);
        _strings.Add(copy);
        return copy;
    }

    public void Dispose()
    {
        _strings.ForEach(Marshal.FreeCoTaskMem);
        _strings.Clear();
    }
}
