using System.Runtime.InteropServices;
using System.Text;
using Parley.Providers;

namespace Parley.Local.OpenCc;

/// <summary>Simplified Chinese, or a mixture, as it is written in Taiwan: characters and words (OpenCC's s2twp).</summary>
public sealed class OpenCcConverter : IScriptConverter
{
    private const string Configuration = "s2twp.json";

    private readonly Lock _gate = new();
    private readonly nint _converter;

    private OpenCcConverter(nint converter) => _converter = converter;

    /// <summary>Null: OpenCC is not installed.</summary>
    public static OpenCcConverter? Open()
    {
        try
        {
            var converter = OpenCcLibrary.Open(Configuration);
            return converter is OpenCcLibrary.Failed or 0 ? null : new OpenCcConverter(converter);
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Debian's package of it.</summary>
    public static string Package => OpenCcLibrary.Package;

    public unsafe string Convert(string text)
    {
        // Only what is Chinese can change; and the library takes a zero for the end.
        if (!text.AsSpan().ContainsAnyInRange('\u2E80', '\uFFFF') || text.Contains('\0', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        lock (_gate)
        {
            fixed (byte* start = bytes)
            {
                var converted = OpenCcLibrary.Convert(_converter, start, (nuint)bytes.Length);
                if (converted is null)
                {
                    return text;
                }

                try
                {
                    return Marshal.PtrToStringUTF8((nint)converted) ?? text;
                }
                finally
                {
                    OpenCcLibrary.Free(converted);
                }
            }
        }
    }
}
