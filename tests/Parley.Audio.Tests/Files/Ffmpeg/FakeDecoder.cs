using Parley.Audio.Files.Ffmpeg;

namespace Parley.Audio.Tests.Files.Ffmpeg;

/// <summary>A shell script that stands in ffmpeg's place, inside the real sandbox.</summary>
internal sealed class FakeDecoder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("fake-ffmpeg-");

    /// <param name="script">Lines of sh. There is no PATH: programs are named in full.</param>
    public FakeDecoder(string script)
    {
        var path = Path.Combine(_directory.FullName, "ffmpeg");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Sandbox = new Sandbox($"{_directory.FullName}:/usr/bin:/bin");
    }

    public Sandbox Sandbox { get; }

    public void Dispose() => _directory.Delete(recursive: true);
}
