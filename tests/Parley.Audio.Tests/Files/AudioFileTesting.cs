using Parley.Audio.Files;
using Parley.Failures;

namespace Parley.Audio.Tests.Files;

/// <summary>What a recording turned out to be.</summary>
internal sealed record Heard(string Container, TimeSpan? Duration, float[] Samples)
{
    /// <summary>The error that ended it, if one did.</summary>
    public ParleyError? Error { get; init; }

    public double Seconds => Samples.Length / 16_000.0;
}

internal static class AudioFileTesting
{
    private const int BlockSamples = 1_600;

    public static Task<Outcome<Heard>> HearAsync(byte[] file, AudioFileLimits? limits = null) =>
        HearAsync(new TrickleStream(file), limits);

    /// <summary>Opens and reads a recording to its end; the outcome is an error when it does not even open.</summary>
    public static async Task<Outcome<Heard>> HearAsync(Stream file, AudioFileLimits? limits = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var opened = await AudioFile.OpenAsync(file, limits ?? AudioFileLimits.Default, TimeProvider.System, cancellation);
        if (!opened.Succeeded)
        {
            return opened.Error;
        }

        await using var source = opened.Value;
        var samples = new List<float>();
        var block = new float[BlockSamples];
        while (true)
        {
            var read = await source.ReadAsync(block, cancellation);
            if (!read.Succeeded || read.Value == 0)
            {
                return new Heard(source.Container, source.Duration, [.. samples]) { Error = read.Error };
            }

            samples.AddRange(block.AsSpan(0, read.Value));
        }
    }

    public static async Task<Heard> HearWholeAsync(byte[] file)
    {
        var heard = (await HearAsync(file)).ValueOrThrow();
        return heard.Error is null ? heard : throw new ParleyException(heard.Error);
    }
}
