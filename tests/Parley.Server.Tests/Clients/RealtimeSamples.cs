using Parley.Testing;

namespace Parley.Server.Tests.Clients;

/// <summary>What <see cref="SpokenFile"/> says, as realtime clients send it: bare samples, s16le, 24 kHz, mono.</summary>
internal sealed class RealtimeSamples : IDisposable
{
    public static readonly string[] Turns = ["hello world.", "the quick brown fox"];

    private static readonly float[] Spoken16 =
    [
        .. Spoken.Silence(0.5), .. Spoken.Words(Turns[0]), .. Spoken.Silence(1), .. Spoken.Words(Turns[1]), .. Spoken.Silence(1),
    ];

    /// <summary>Each sample held for one and a half.</summary>
    public static readonly byte[] Bytes = Spoken.S16Le([.. Enumerable.Range(0, Spoken16.Length * 3 / 2).Select(i => Spoken16[i * 2 / 3])]);

    public RealtimeSamples() => File.WriteAllBytes(Path, Bytes);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid():N}.raw");

    public void Dispose() => File.Delete(Path);
}
