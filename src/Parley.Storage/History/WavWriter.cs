using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Parley.History;

namespace Parley.Storage.History;

/// <summary>Writes one channel of 16-bit samples by position. The header is right after each second of audio, and at the end.</summary>
internal sealed class WavWriter : IAudioWriter
{
    public const int Header = 44;

    private const int SampleBytes = 2;

    /// <summary>The sizes in the header have 32 bits.</summary>
    private const long Longest = uint.MaxValue - 8;

    private readonly SafeFileHandle _file;
    private readonly int _rate;
    private long _stated = -1;

    public WavWriter(string path, int rate)
    {
        _rate = rate;
        _file = Open(path);
        Bytes = Math.Max(Header, RandomAccess.GetLength(_file));
    }

    public long Bytes { get; private set; }

    public void Put(long position, ReadOnlySpan<byte> samples)
    {
        var at = Header + (position * SampleBytes);
        if (at + samples.Length > Longest)
        {
            throw new IOException("A WAV file holds no more.");
        }

        RandomAccess.Write(_file, samples, at);
        Bytes = Math.Max(Bytes, at + samples.Length);
        if (_stated < 0 || Bytes - _stated >= _rate * SampleBytes)
        {
            State();
        }
    }

    public void Dispose()
    {
        try
        {
            if (_stated != Bytes)
            {
                State();
            }
        }
        finally
        {
            _file.Dispose();
        }
    }

    private static SafeFileHandle Open(string path)
    {
        const FileShare Others = FileShare.ReadWrite | FileShare.Delete;
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, Others);
        }

        using var made = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = Others, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        return File.OpenHandle(path, FileMode.Open, FileAccess.Write, Others);
    }

    private void State()
    {
        Span<byte> header = stackalloc byte[Header];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(Bytes - 8));
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], (uint)_rate);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], (uint)(_rate * SampleBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], SampleBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], (uint)(Bytes - Header));
        RandomAccess.Write(_file, header, 0);
        _stated = Bytes;
    }
}
