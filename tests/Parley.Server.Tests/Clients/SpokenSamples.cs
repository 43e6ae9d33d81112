using Parley.Testing;

namespace Parley.Server.Tests.Clients;

/// <summary>The samples of <see cref="SpokenFile"/> on disk, without a header: s16le, 16 kHz, mono.</summary>
internal sealed class SpokenSamples : IDisposable
{
    public static readonly byte[] Bytes = Spoken.S16Le(
        Spoken.Silence(0.5), Spoken.Words("hello world."), Spoken.Silence(1), Spoken.Words("the quick brown fox"), Spoken.Silence(1));

    public SpokenSamples() => File.WriteAllBytes(Path, Bytes);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid():N}.raw");

    public void Dispose() => File.Delete(Path);
}
