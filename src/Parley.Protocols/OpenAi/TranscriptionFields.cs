using System.Globalization;
using Parley.Failures;

namespace Parley.Protocols.OpenAi;

/// <summary>What a client asks of a transcription, field by field as they come. What is not known here is ignored.</summary>
/// <param name="target">The language that the text is wanted in, BCP-47; null: the one that was spoken.</param>
internal sealed class TranscriptionFields(string? target = null)
{
    private static readonly Dictionary<string, ResponseFormat> Formats = new(StringComparer.Ordinal)
    {
        ["json"] = ResponseFormat.Json,
        ["text"] = ResponseFormat.Text,
        ["srt"] = ResponseFormat.Srt,
        ["vtt"] = ResponseFormat.Vtt,
        ["verbose_json"] = ResponseFormat.VerboseJson,
    };

    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>The language that the text is wanted in, BCP-47; null: the one that was spoken.</summary>
    public string? Target => target;

    public string? Model { get; private set; }

    public string? Language { get; private set; }

    public ResponseFormat Format { get; private set; }

    public bool Stream { get; private set; }

    public bool WordTimes { get; private set; }

    public double Temperature { get; private set; }

    /// <summary>Whether everything is known that decides how the recording is recognised.</summary>
    public bool DecideRecognition => _given.Contains("model") && _given.Contains("language");

    /// <summary>Takes a field.</summary>
    /// <exception cref="ParleyException">Its value is not one that is accepted.</exception>
    public void Add(string name, string value)
    {
        if (!name.EndsWith("[]", StringComparison.Ordinal) && !_given.Add(name))
        {
            throw Invalid(name, "is given twice.");
        }

        switch (name)
        {
            case "model":
                Model = value;
                break;
            case "language":
                Language = value.Length == 0 ? null : LanguageNames.CodeOf(value);
                break;
            case "response_format":
                Format = Formats.TryGetValue(value, out var format)
                    ? format
                    : throw Invalid(name, $"must be one of {string.Join(", ", Formats.Keys)}.");
                break;
            case "stream":
                Stream = bool.TryParse(value, out var stream) ? stream : throw Invalid(name, "must be true or false.");
                break;
            case "temperature":
                Temperature = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && number is >= 0 and <= 1
                    ? number
                    : throw Invalid(name, "must be a number from 0 to 1.");
                break;
            case "timestamp_granularities[]" or "timestamp_granularities" when target is null:
                WordTimes |= value switch
                {
                    "word" => true,
                    "segment" => false,
                    _ => throw Invalid(name, "must be word or segment."),
                };
                break;
        }
    }

    /// <summary>To be called last: what does not go together.</summary>
    public void Check()
    {
        if (Stream && Format is not (ResponseFormat.Json or ResponseFormat.Text))
        {
            throw Invalid("stream", "goes with response_format json or text.");
        }
    }

    private static ParleyException Invalid(string name, string what) => new(ParleyError.Invalid(name, $"'{name}' {what}"));
}

internal enum ResponseFormat
{
    Json,
    Text,
    Srt,
    Vtt,
    VerboseJson,
}
