using Parley.History;
using Parley.Storage.Database;

namespace Parley.Storage.History;

/// <summary>
/// A WAV file a conversation: what is at a position stands at its place in the file, so that a part can be read, or go on
/// being written by another node, without anything around it.
/// </summary>
public sealed class AudioFolder(string folder) : IAudioShelf
{
    private const int LongestId = 64;

    public IAudioWriter Write(string id, int rate)
    {
        SqliteFile.MakeFolder(folder);
        return new WavWriter(Path(id), rate);
    }

    public Stream? Read(string id)
    {
        var path = Path(id);
        return File.Exists(path)
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 << 10, useAsync: true)
            : null;
    }

    public bool Remove(string id)
    {
        var path = Path(id);
        var there = File.Exists(path);
        File.Delete(path);
        return there;
    }

    public IReadOnlyList<(string Id, DateTimeOffset Written)> All() => Directory.Exists(folder)
        ? [.. new DirectoryInfo(folder).EnumerateFiles("*.wav")
            .Select(file => (System.IO.Path.GetFileNameWithoutExtension(file.Name), new DateTimeOffset(file.LastWriteTimeUtc)))
            .Where(file => IsId(file.Item1))]
        : [];

    /// <summary>An id is part of a path: whatever else stands in it is no id.</summary>
    private string Path(string id) => IsId(id)
        ? System.IO.Path.Combine(folder, id + ".wav")
        : throw new ArgumentException("It is no session's id.", nameof(id));

    private static bool IsId(string id) =>
        id.Length is > 0 and <= LongestId && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');
}
