namespace Parley.Local.Onnx;

/// <summary>
/// Tells whether an ONNX file is whole, without reading it all: the file is one protobuf message, whose outermost fields
/// state their lengths. So a download that broke off is found by a few reads, before a library meets it that may end
/// the process over it.
/// </summary>
public static class OnnxFile
{
    private const int FormatVersion = 1;
    private const int Graph = 7;

    /// <summary>Far more outermost fields than any model has; what has more is something else.</summary>
    private const int MostFields = 10_000;

    /// <summary>What is wrong with the file, to follow its name: "is cut off: …"; null when it is whole.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string? Problem(Stream file)
    {
        var length = file.Length;
        if (length == 0)
        {
            return "is empty";
        }

        var hasGraph = false;
        for (var fields = 0; file.Position < length; fields++)
        {
            if (fields == MostFields || Varint(file) is not { } tag || !Skip(file, tag, out var end)
                || (fields == 0 && tag >> 3 != FormatVersion))
            {
                return fields == 0 || fields == MostFields ? "is not an ONNX model" : CutOff(length);
            }

            if (end > length)
            {
                return CutOff(length, end);
            }

            file.Position = end;
            hasGraph |= tag >> 3 == Graph;
        }

        return hasGraph ? null : CutOff(length);
    }

    private static string CutOff(long has, long? needs = null) => needs is { } least
        ? $"is cut off or damaged: it has {has} bytes and needs at least {least}"
        : $"is cut off or damaged: its {has} bytes are no whole ONNX model";

    /// <summary>Where the field ends whose tag was just read; false when it is none.</summary>
    private static bool Skip(Stream file, ulong tag, out long end)
    {
        end = file.Position;
        switch (tag & 7)
        {
            case 0 when Varint(file) is not null:
                end = file.Position;
                return true;
            case 1:
                end += sizeof(ulong);
                return true;
            case 2 when Varint(file) is { } size && size <= long.MaxValue / 2:
                end = file.Position + (long)size;
                return true;
            case 5:
                end += sizeof(uint);
                return true;
            default:
                return false;
        }
    }

    private static ulong? Varint(Stream file)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = file.ReadByte();
            if (next < 0)
            {
                return null;
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        return null;
    }
}
