namespace Parley.Engine.Voices;

/// <summary>What a recording must be like to be spoken with.</summary>
public sealed record VoiceSampleLimits
{
    /// <summary>Speech, pauses left out, seconds.</summary>
    public double LeastSpeech { get; init; } = 3;

    public double MostSpeech { get; init; } = 60;

    /// <summary>Of the speech, dBFS.</summary>
    public double LeastLoudness { get; init; } = -40;

    /// <summary>Share of the speech's samples that may stand at full scale.</summary>
    public double MostClipped { get; init; } = 0.005;

    /// <summary>Speech over noise, dB.</summary>
    public double LeastNoiseRatio { get; init; } = 10;

    /// <summary>Probability from which a frame counts as speech.</summary>
    public float SpeechThreshold { get; init; } = 0.5f;

    /// <summary>Length of the sample that is kept, seconds; what comes after is left out.</summary>
    public double MostKept { get; init; } = 60;
}
