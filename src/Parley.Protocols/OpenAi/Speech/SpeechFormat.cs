using Parley.Audio.Files;

namespace Parley.Protocols.OpenAi.Speech;

/// <summary>A <c>response_format</c>.</summary>
/// <param name="Encoded">Null: the samples themselves.</param>
/// <param name="Header">Whether a WAV header goes before the samples.</param>
internal sealed record SpeechFormat(string Name, string ContentType, EncodedFormat? Encoded, bool Header = false)
{
    public static readonly SpeechFormat Wav = new("wav", "audio/wav", null, Header: true);

    public static readonly IReadOnlyList<SpeechFormat> All =
    [
        new("mp3", "audio/mpeg", EncodedFormat.Mp3),
        new("opus", "audio/ogg", EncodedFormat.Opus),
        new("aac", "audio/aac", EncodedFormat.Aac),
        new("flac", "audio/flac", EncodedFormat.Flac),
        Wav,
        new("pcm", "audio/pcm", null),
    ];
}
