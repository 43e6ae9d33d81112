using Microsoft.Win32.SafeHandles;

namespace Parley.Audio.Files;

/// <summary>
/// A private temporary file that has no name: it is unlinked as soon as it is open, so nobody else can open it and the
/// system frees it even when this process dies. One writer appends; what is written may be read at the same time.
/// </summary>
public sealed class NamelessFile : IDisposable
{
    private readonly SafeFileHandle _file;

    private NamelessFile(SafeFileHandle file) => _file = file;

    /// <summary>Bytes that were appended.</summary>
    public long Length { get; private set; }

    /// <summary>An empty one, in the system's folder for temporary files.</summary>
    /// <exception cref="IOException">The folder does not take it.</exception>
    public static NamelessFile Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"parley-spool-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            var handle = new FileStream(path, options).SafeFileHandle;
            File.Delete(path);
            return new NamelessFile(handle);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException(refused.Message, refused);
        }
    }

    /// <exception cref="IOException">The disk does not take it.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> block, CancellationToken cancellation)
    {
        await RandomAccess.WriteAsync(_file, block, Length, cancellation);
        Length += block.Length;
    }

    /// <summary>Reads from <paramref name="at"/>; 0 beyond the end.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long at, CancellationToken cancellation) =>
        RandomAccess.ReadAsync(_file, buffer, at, cancellation);

    public void Dispose() => _file.Dispose();
}
