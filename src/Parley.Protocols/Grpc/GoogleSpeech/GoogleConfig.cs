using Google.Cloud.Speech.V1;
using Parley.Audio;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Failures;
using Encoding = Google.Cloud.Speech.V1.RecognitionConfig.Types.AudioEncoding;

namespace Parley.Protocols.Grpc.GoogleSpeech;

/// <summary>What a <c>RecognitionConfig</c> asks for.</summary>
/// <param name="Language">BCP-47.</param>
/// <param name="Model">Null: the default.</param>
/// <param name="Samples">The format of bare samples; null when the audio says itself what it is.</param>
/// <param name="Container">What audio that says so has to be; null: any.</param>
/// <param name="Words">Whether word times are wanted.</param>
internal sealed record GoogleConfig(string Language, string? Model, AudioFormat? Samples, string? Container, bool Words)
{
    private const int MaxAlternatives = 30;

    /// <summary>
    /// Hints that can only help are accepted and left aside: adaptation, contexts, metadata, punctuation, the enhanced models.
    /// What would change the answer and cannot be done is refused by name.
    /// </summary>
    /// <param name="config">Null when it was left out.</param>
    /// <param name="at">Where it stands in the request.</param>
    public static Outcome<GoogleConfig> Read(RecognitionConfig? config, string at, RecognizerCatalog catalog)
    {
        if (config is null)
        {
            return GoogleStatus.Invalid(at, "is missing.");
        }

        if (Refusal(config, at) is { } refusal)
        {
            return refusal;
        }

        if (new SessionOptions { Language = config.LanguageCode }.Validate() is { } noLanguage)
        {
            return noLanguage;
        }

        var model = catalog.Resolve(GoogleModels.Resolve(config.Model), config.LanguageCode);
        if (!model.Succeeded)
        {
            return model.Error;
        }

        var capabilities = model.Value.Capabilities;
        if (config.EnableWordTimeOffsets && !capabilities.WordTimes)
        {
            return ParleyError.Invalid($"{at}.enable_word_time_offsets", $"Model '{capabilities.Model}' gives no word times.");
        }

        var samples = Format(config);
        return samples.Succeeded
            ? new GoogleConfig(config.LanguageCode, capabilities.Model, samples.Value.Samples, ContainerOf(config.Encoding), config.EnableWordTimeOffsets)
            : samples.Error;
    }

    /// <summary>Whether audio that says itself what it is may be this.</summary>
    public ParleyError? Accept(string container, string at) => Container is null || string.Equals(Container, container, StringComparison.Ordinal)
        ? null
        : ParleyError.Invalid($"{at}.encoding", $"The encoding says {Container}, and the audio is {container}.", ErrorCodes.InvalidAudio);

    private static ParleyError? Refusal(RecognitionConfig config, string at)
    {
        if (config.LanguageCode.Length == 0)
        {
            return GoogleStatus.Invalid($"{at}.language_code", "is missing.");
        }

        if (config.MaxAlternatives is < 0 or > MaxAlternatives)
        {
            return GoogleStatus.Invalid($"{at}.max_alternatives", $"is outside 0 to {MaxAlternatives}.");
        }

        var impossible = config switch
        {
            { ProfanityFilter: true } => "profanity_filter",
            { EnableWordConfidence: true } => "enable_word_confidence",
            { EnableSeparateRecognitionPerChannel: true } => "enable_separate_recognition_per_channel",
            { EnableSpokenPunctuation: true } => "enable_spoken_punctuation",
            { EnableSpokenEmojis: true } => "enable_spoken_emojis",
            { DiarizationConfig.EnableSpeakerDiarization: true } => "diarization_config.enable_speaker_diarization",
            { TranscriptNormalization: not null } => "transcript_normalization",
            { AlternativeLanguageCodes.Count: > 0 } => "alternative_language_codes",
            _ => null,
        };
        return impossible is null ? null : GoogleStatus.Invalid($"{at}.{impossible}", "asks for what no model here can do.");
    }

    private static Outcome<Shape> Format(RecognitionConfig config)
    {
        var encoding = config.Encoding switch
        {
            Encoding.Linear16 => "s16le",
            Encoding.Mulaw => "mulaw",
            _ => null,
        };
        if (encoding is null)
        {
            return config.Encoding is Encoding.EncodingUnspecified or Encoding.Flac or Encoding.Mp3 or Encoding.OggOpus or Encoding.WebmOpus
                ? new Shape(null)
                : ParleyError.Invalid(
                    "input.encoding", $"{config.Encoding} is not decoded here; LINEAR16, MULAW, FLAC, MP3, OGG_OPUS and WEBM_OPUS are.");
        }

        var format = AudioFormat.Parse(encoding, config.SampleRateHertz, config.AudioChannelCount == 0 ? 1 : config.AudioChannelCount);
        return format.Succeeded ? new Shape(format.Value) : format.Error;
    }

    private static string? ContainerOf(Encoding encoding) => encoding switch
    {
        Encoding.Flac => "flac",
        Encoding.Mp3 => "mp3",
        Encoding.OggOpus => "ogg",
        Encoding.WebmOpus => "webm",
        Encoding.EncodingUnspecified => null,
        _ => "wav",
    };

    private sealed record Shape(AudioFormat? Samples);
}
