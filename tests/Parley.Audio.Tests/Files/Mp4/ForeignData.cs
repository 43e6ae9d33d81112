using System.Buffers.Binary;
using System.Text;

namespace Parley.Audio.Tests.Files.Mp4;

/// <summary>Makes an MP4 file whose samples lie, by its own word, in another file of the machine that reads it.</summary>
internal static class ForeignData
{
    /// <param name="m4a">A file with its index first.</param>
    /// <param name="path">Where the same file lies on the machine that is attacked.</param>
    public static byte[] PointAt(byte[] m4a, string path)
    {
        var at = Find(m4a, "dref", m4a.Length) - 4;
        var oldSize = (int)BinaryPrimitives.ReadUInt32BigEndian(m4a.AsSpan(at));
        byte[] reference = Box("dref", [0, 0, 0, 0, .. UInt32(1), .. Box("alis", Alias(path))]);
        byte[] file = [.. m4a[..at], .. reference, .. m4a[(at + oldSize)..]];
        foreach (var ancestor in new[] { "dinf", "minf", "mdia", "trak", "moov" })
        {
            var size = file.AsSpan(Find(file, ancestor, at) - 4);
            var grown = BinaryPrimitives.ReadUInt32BigEndian(size) + (uint)(reference.Length - oldSize);
            BinaryPrimitives.WriteUInt32BigEndian(size, grown);
        }

        // Of the samples themselves nothing is left in the file.
        file.AsSpan(Find(file, "mdat", file.Length) + 4).Clear();
        return file;
    }

    /// <summary>An alias record of the Macintosh that holds an absolute path and nothing else.</summary>
    private static byte[] Alias(string path)
    {
        const int BytesBeforeRecords = 4 + 10 + 28 + 12 + 64 + 16 + 4 + 16;
        const int AbsolutePath = 2;
        var bytes = Encoding.UTF8.GetBytes(path);
        return
        [
            .. new byte[BytesBeforeRecords],
            0, AbsolutePath, .. UInt32((uint)bytes.Length)[2..], .. bytes, .. (bytes.Length % 2 == 1 ? new byte[1] : []),
            0xFF, 0xFF, 0, 0,
        ];
    }

    private static int Find(byte[] file, string type, int before) =>
        file.AsSpan(0, before).LastIndexOf(Encoding.ASCII.GetBytes(type)) is >= 4 and var at
            ? at
            : throw new InvalidDataException($"no {type} in the file");

    private static byte[] Box(string type, byte[] body) =>
        [.. UInt32((uint)body.Length + 8), .. Encoding.ASCII.GetBytes(type), .. body];

    private static byte[] UInt32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
