using Parley.Failures;

namespace Parley.Audio;

/// <summary>How samples are written in a chunk of audio.</summary>
public enum AudioEncoding
{
    /// <summary>Signed 16-bit little endian, interleaved.</summary>
    S16Le,

    /// <summary>IEEE 32-bit float little endian, interleaved, nominally −1…1.</summary>
    F32Le,

    /// <summary>G.711 µ-law, one byte a sample.</summary>
    MuLaw,

    /// <summary>G.711 A-law, one byte a sample.</summary>
    ALaw,

    /// <summary>One Opus packet (RFC 6716) a chunk, no container.</summary>
    Opus,
}

/// <summary>The shape of the audio that a session accepts.</summary>
/// <param name="Encoding">How samples are written.</param>
/// <param name="Rate">Samples a second of one channel, <see cref="MinRate"/> to <see cref="MaxRate"/>.</param>
/// <param name="Channels">1 or 2; two channels are mixed to one.</param>
public sealed record AudioFormat(AudioEncoding Encoding, int Rate, int Channels)
{
    public const int MinRate = 8_000;
    public const int MaxRate = 48_000;
    public const int MaxChannels = 2;

    /// <summary>The rates that Opus decodes to.</summary>
    public static readonly IReadOnlyList<int> OpusRates = [8_000, 12_000, 16_000, 24_000, 48_000];

    /// <summary>Samples a second that engines take.</summary>
    public const int EngineRate = 16_000;

    /// <summary>What the engines work on: 16 kHz, one channel.</summary>
    public static readonly AudioFormat Engine = new(AudioEncoding.F32Le, EngineRate, 1);

    private static readonly Dictionary<string, AudioEncoding> EncodingNames = new(StringComparer.Ordinal)
    {
        ["s16le"] = AudioEncoding.S16Le,
        ["f32le"] = AudioEncoding.F32Le,
        ["mulaw"] = AudioEncoding.MuLaw,
        ["alaw"] = AudioEncoding.ALaw,
        ["opus"] = AudioEncoding.Opus,
    };

    /// <summary>Reads the wire names; a refusal names the field (<c>input.encoding</c> …) and the limit.</summary>
    public static Outcome<AudioFormat> Parse(string encoding, int rate, int channels)
    {
        if (!EncodingNames.TryGetValue(encoding, out var parsed))
        {
            return ParleyError.Invalid(
                "input.encoding", $"Unknown encoding '{Shorten(encoding)}'; known: {string.Join(", ", EncodingNames.Keys)}.");
        }

        if (rate is < MinRate or > MaxRate)
        {
            return ParleyError.Invalid("input.rate", $"Rate {rate} is outside {MinRate} to {MaxRate} Hz.");
        }

        if (parsed == AudioEncoding.Opus && !OpusRates.Contains(rate))
        {
            return ParleyError.Invalid("input.rate", $"Opus decodes to {string.Join(", ", OpusRates)} Hz, not {rate}.");
        }

        return channels is < 1 or > MaxChannels
            ? ParleyError.Invalid("input.channels", $"{channels} channels; 1 to {MaxChannels} are accepted.")
            : new AudioFormat(parsed, rate, channels);
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}
