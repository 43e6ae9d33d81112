namespace Parley.Audio.Files.Sniffing;

/// <summary>As much of EBML (RFC 8794) as tells WebM and Matroska from the rest.</summary>
internal static class Ebml
{
    private const ulong DocTypeId = 0x4282;

    /// <summary>The DocType of the header; empty when this is no EBML document.</summary>
    public static ReadOnlySpan<byte> DocType(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> magic = [0x1A, 0x45, 0xDF, 0xA3];
        if (!head.StartsWith(magic))
        {
            return [];
        }

        var rest = head[magic.Length..];
        if (!TryReadNumber(ref rest, keepMarker: false, out var headerSize))
        {
            return [];
        }

        rest = rest[..(int)Math.Min(headerSize, (ulong)rest.Length)];
        while (TryReadNumber(ref rest, keepMarker: true, out var id)
            && TryReadNumber(ref rest, keepMarker: false, out var size)
            && size <= (ulong)rest.Length)
        {
            if (id == DocTypeId)
            {
                return rest[..(int)size].TrimEnd((byte)0);
            }

            rest = rest[(int)size..];
        }

        return [];
    }

    /// <summary>A number whose first byte tells, by its leading zeros, how many bytes follow.</summary>
    private static bool TryReadNumber(ref ReadOnlySpan<byte> bytes, bool keepMarker, out ulong value)
    {
        value = 0;
        if (bytes.IsEmpty || bytes[0] == 0)
        {
            return false;
        }

        var length = System.Numerics.BitOperations.LeadingZeroCount((uint)bytes[0]) - 23;
        if (bytes.Length < length)
        {
            return false;
        }

        value = keepMarker ? bytes[0] : bytes[0] & (0xFFUL >> length);
        foreach (var octet in bytes[1..length])
        {
            value = (value << 8) | octet;
        }

        bytes = bytes[length..];
        return true;
    }
}
