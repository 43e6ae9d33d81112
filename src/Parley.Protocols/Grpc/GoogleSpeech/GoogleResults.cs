using Google.Cloud.Speech.V1;
using Google.Protobuf.WellKnownTypes;
using Parley.Events;

namespace Parley.Protocols.Grpc.GoogleSpeech;

/// <summary>What a session says, as results of Google's service. Pure.</summary>
internal static class GoogleResults
{
    /// <summary>What will not change any more within the utterance, and what may.</summary>
    private const float Stable = 0.9f;
    private const float Tail = 0.1f;

    public static SpeechRecognitionResult Whole(TranscriptFinal final) => new()
    {
        Alternatives = { Alternative(final) }, ResultEndTime = At(final.End), LanguageCode = final.Language,
    };

    public static StreamingRecognizeResponse Final(TranscriptFinal final) => new()
    {
        Results =
        {
            new StreamingRecognitionResult
            {
                Alternatives = { Alternative(final) }, IsFinal = true, ResultEndTime = At(final.End), LanguageCode = final.Language,
            },
        },
    };

    /// <summary>Two results in a row, the settled one first, as that service does it.</summary>
    public static StreamingRecognizeResponse Partial(TranscriptPartial partial, string language)
    {
        var response = new StreamingRecognizeResponse();
        foreach (var (text, stability) in new[] { (partial.Stable, Stable), (partial.Tail, Tail) })
        {
            if (text.Length > 0)
            {
                response.Results.Add(new StreamingRecognitionResult
                {
                    Alternatives = { new SpeechRecognitionAlternative { Transcript = text } },
                    Stability = stability,
                    ResultEndTime = At(partial.End),
                    LanguageCode = language,
                });
            }
        }

        return response;
    }

    public static StreamingRecognizeResponse Event(StreamingRecognizeResponse.Types.SpeechEventType type, double at) =>
        new() { SpeechEventType = type, SpeechEventTime = At(at) };

    private static SpeechRecognitionAlternative Alternative(TranscriptFinal final)
    {
        var alternative = new SpeechRecognitionAlternative { Transcript = final.Text, Confidence = (float)(final.Confidence ?? 0) };
        alternative.Words.Add((final.Words ?? []).Select(word => new WordInfo
        {
            Word = word.Text, StartTime = At(word.Start), EndTime = At(word.End),
        }));
        return alternative;
    }

    private static Duration At(double seconds) => Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));
}
