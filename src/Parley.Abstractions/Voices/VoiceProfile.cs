namespace Parley.Voices;

/// <summary>A person's voice as it was recorded once, to be spoken with; its sample is kept beside it.</summary>
/// <param name="Id"><c>vp_</c> and what cannot be guessed.</param>
/// <param name="Name">1 to <see cref="MaxName"/> characters; no two profiles have the same, whatever the case.</param>
public sealed record VoiceProfile(string Id, string Name, DateTimeOffset Created, VoiceQuality Quality)
{
    public const string IdPrefix = "vp_";
    public const int MaxName = 64;
    public const int MaxText = 2_000;

    /// <summary>BCP-47; null: it was not said.</summary>
    public string? Language { get; init; }

    /// <summary>What is said in the sample, at most <see cref="MaxText"/> characters; null: it was not said. Some engines that clone want it.</summary>
    public string? Text { get; init; }

    /// <summary>Who speaks, as the model behind it tells speakers apart; null: there is no such model.</summary>
    public SpeakerEmbedding? Embedding { get; init; }
}

/// <param name="Model">What made it; those of two models cannot be compared.</param>
public sealed record SpeakerEmbedding(string Model, IReadOnlyList<float> Values);

/// <summary>What was measured of a sample.</summary>
/// <param name="SpeechSeconds">Speech in the recording, pauses left out.</param>
/// <param name="LoudnessDbfs">Of the speech in the recording, root mean square.</param>
/// <param name="PeakDbfs">The loudest sample of the recording.</param>
/// <param name="ClippedShare">Of the speech's samples, those at full scale, 0 to 1.</param>
/// <param name="NoiseRatioDb">Speech over noise, an estimate, at most 60.</param>
public sealed record VoiceQuality(double SpeechSeconds, double LoudnessDbfs, double PeakDbfs, double ClippedShare, double NoiseRatioDb)
{
    /// <summary>Of the voice, Hz; null: none was found.</summary>
    public double? PitchHz { get; init; }

    /// <summary>Length of the sample that is kept, seconds.</summary>
    public double SampleSeconds { get; init; }
}
