using Parley.Testing;

namespace Parley.Server.Tests.Clients;

/// <summary>A recording on disk that the scripted engine can read: two sentences, four seconds.</summary>
internal sealed class SpokenFile : IDisposable
{
    public const string Text = "hello world. the quick brown fox";

    public SpokenFile() => File.WriteAllBytes(
        Path,
        Wav.Of(Spoken.Silence(0.5), Spoken.Words("hello world."), Spoken.Silence(1), Spoken.Words("the quick brown fox"), Spoken.Silence(1)));

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid():N}.wav");

    public void Dispose() => File.Delete(Path);
}
