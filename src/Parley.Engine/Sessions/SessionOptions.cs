using System.Text.RegularExpressions;
using Parley.Audio;
using Parley.Engine.Turns;
using Parley.Failures;

namespace Parley.Engine.Sessions;

/// <summary>What a client asks of a session; the same names on every protocol.</summary>
public sealed partial record SessionOptions
{
    public const int MaxMetadataEntries = 16;
    public const int MaxMetadataLength = 256;
    public const int MaxResumeWindow = 600;

    /// <summary>BCP-47, or <c>auto</c>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>A model's name; null for the server's default.</summary>
    public string? Model { get; init; }

    public SessionMode Mode { get; init; } = SessionMode.Stream;

    public AudioFormat Input { get; init; } = new(AudioEncoding.S16Le, 16_000, 1);

    /// <summary>Whether partials are wanted; null: in <see cref="SessionMode.Stream"/> only.</summary>
    public bool? Partials { get; init; }

    /// <summary>Whether finals carry word times, where the model gives them.</summary>
    public bool Words { get; init; }

    public EndpointingOptions Endpointing { get; init; } = new();

    /// <summary>How the session answers; null: it only listens.</summary>
    public ConverseOptions? Converse { get; init; }

    /// <summary>Into which languages what is said is translated; null: into none.</summary>
    public TranslateOptions? Translate { get; init; }

    /// <summary>What of the session is kept for later; null: what the server keeps of any.</summary>
    public KeepOptions? History { get; init; }

    /// <summary>Over which protocol the client speaks; no client says so itself.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>Whether the session outlives its speaker's connection.</summary>
    public bool Resumable { get; init; }

    /// <summary>How long a resumable session waits for its speaker, 1 to <see cref="MaxResumeWindow"/> seconds.</summary>
    public int ResumeWindowSeconds { get; init; } = 120;

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    internal bool WantsPartials => Mode == SessionMode.Stream && (Partials ?? true);

    /// <summary>The first field that is out of range, or null.</summary>
    public ParleyError? Validate()
    {
        if (!IsLanguage(Language))
        {
            return ParleyError.Invalid("language", "The language must be a BCP-47 tag such as en, en-US or zh-TW, or auto.");
        }

        if (ResumeWindowSeconds is < 1 or > MaxResumeWindow)
        {
            return ParleyError.Invalid("resume_window", $"{ResumeWindowSeconds} is outside 1 to {MaxResumeWindow} seconds.");
        }

        if (Metadata.Count > MaxMetadataEntries)
        {
            return ParleyError.Invalid("metadata", $"{Metadata.Count} entries; at most {MaxMetadataEntries} are kept.");
        }

        foreach (var (key, value) in Metadata)
        {
            if (key.Length > MaxMetadataLength || value.Length > MaxMetadataLength)
            {
                return ParleyError.Invalid("metadata", $"Names and values may have {MaxMetadataLength} characters.");
            }
        }

        return Converse?.Validate() ?? Translate?.Validate() ?? Endpointing.Validate();
    }

    /// <summary>Whether it has the form of a BCP-47 tag.</summary>
    internal static bool IsLanguage(string tag) => LanguageTag().IsMatch(tag);

    [GeneratedRegex("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,6}\\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex LanguageTag();
}

/// <summary>How a session is paced.</summary>
public enum SessionMode
{
    /// <summary>Live: partials, speculative decoding, lowest latency.</summary>
    Stream,

    /// <summary>As fast as the engine goes: finals only.</summary>
    Batch,
}
