using Parley.Audio.Files;
using Parley.Audio.Files.Ffmpeg;
using Parley.Failures;

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

    public ValueTask<Outcome<IAudioSource>> OpenAsync(
        Stream file, DecoderSlots? slots = null, TimeProvider? time = null, AudioFileLimits? limits = null)
    {
        var (within, clock) = (limits ?? AudioFileLimits.Default, time ?? TimeProvider.System);
        return AudioFile.OpenAsync(
            file, within, new FfmpegDecoder(Sandbox, within, slots, clock), TestContext.Current.CancellationToken);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
