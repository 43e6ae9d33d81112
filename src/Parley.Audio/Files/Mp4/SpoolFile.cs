using Microsoft.Win32.SafeHandles;
using Parley.Failures;

namespace Parley.Audio.Files.Mp4;

/// <summary>
/// A private file that has no name: it is unlinked as soon as it is open, so nobody else can open it and the system
/// frees it even when this process dies.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    private const int BlockBytes = 64 * 1024;

    private readonly FileStream _file;

    private SpoolFile(FileStream file) => _file = file;

    public SafeFileHandle Handle => _file.SafeFileHandle;

    public long Length { get; private set; }

    /// <summary>Copies all of a stream to disk.</summary>
    /// <exception cref="ParleyException">The disk does not take it.</exception>
    public static async ValueTask<SpoolFile> FillAsync(Stream from, CancellationToken cancellation)
    {
        var spool = Create();
        try
        {
            var block = new byte[BlockBytes];
            for (int read; (read = await from.ReadAsync(block, cancellation)) > 0; spool.Length += read)
            {
                await spool.WriteAsync(block.AsMemory(0, read), cancellation);
            }

            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static SpoolFile Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"parley-spool-{Path.GetRandomFileName()}");
        try
        {
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

            var file = new FileStream(path, options);
            File.Delete(path);
            return new SpoolFile(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NoRoom(failure);
        }
    }

    private static ParleyException NoRoom(Exception failure) => new(
        FileErrors.NotAvailable(
            $"An MP4 file with its index at the end is kept in {Path.GetTempPath()} while it is read, which failed: {failure.Message}"),
        failure);

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellation)
    {
        try
        {
            await RandomAccess.WriteAsync(Handle, block, Length, cancellation);
        }
        catch (IOException failure)
        {
            throw NoRoom(failure);
        }
    }
}
