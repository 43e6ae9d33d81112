using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Parley.Server.Support;

/// <summary>A file system in memory that is soon full. Only who may mount one has it: a test asks <see cref="TryMount"/>.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Size = "2m";

    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>A folder on it.</summary>
    public string Data => Path.Combine(_folder, "data");

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Null where nothing may be mounted.</summary>
    public static SmallDisk? TryMount()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("parley-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={Size}", "parley-test", folder))
        {
            return new SmallDisk(folder);
        }

        Directory.Delete(folder);
        return null;
    }

    /// <summary>Leaves no room at all.</summary>
    public void Fill()
    {
        var block = new byte[4096];
        try
        {
            using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
            {
                filler.Write(block);
            }
        }
        catch (IOException)
        {
            // That was the last block.
        }
    }

    /// <summary>What the database has written ahead is room that it would use again: it gives that back.</summary>
    public async Task ForgetSpareRoomAsync()
    {
        await using var other = new SqliteConnection($"Data Source={Path.Combine(Data, "parley.db")};Pooling=false");
        await other.OpenAsync(Patience.Token());
        await using var command = other.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await command.ExecuteNonQueryAsync(Patience.Token());
    }

    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", "-l", _folder);
        Directory.Delete(_folder);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
