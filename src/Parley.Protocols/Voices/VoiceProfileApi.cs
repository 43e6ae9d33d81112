using Parley.Protocols.Http.Api;

namespace Parley.Protocols.Voices;

/// <summary>What the API document says of voice profiles; <c>docs/voices.md</c> says it at length.</summary>
internal static class VoiceProfileApi
{
    private const string Group = "Voices";

    private static readonly ApiSchema Profile = new(
        """
        {"type":"object","properties":{
          "id":{"type":"string"},
          "name":{"type":"string"},
          "voice":{"type":"string","description":"What converse.voice and the voice of /v1/audio/speech call it"},
          "language":{"type":["string","null"],"description":"BCP-47"},
          "text":{"type":["string","null"],"description":"What is said in the sample"},
          "created":{"type":"string","format":"date-time"},
          "quality":{"type":"object","properties":{
            "speech_seconds":{"type":"number"},
            "sample_seconds":{"type":"number"},
            "loudness_dbfs":{"type":"number"},
            "peak_dbfs":{"type":"number"},
            "clipped_share":{"type":"number"},
            "noise_ratio_db":{"type":"number"},
            "pitch_hz":{"type":["number","null"]}}},
          "embedding":{"type":["object","null"],"properties":{"model":{"type":"string"},"dimensions":{"type":"integer"}}}}}
        """,
        "VoiceProfile");

    private static readonly ApiContent One = new("application/json", Profile);

    private static readonly ApiContent Form = new("multipart/form-data", new ApiSchema(
        """
        {"type":"object","required":["name","file"],"properties":{
          "name":{"type":"string","minLength":1,"maxLength":64},
          "file":{"type":"string","format":"binary","description":"WAV, MP3, AAC, M4A, FLAC, Ogg, WebM or Matroska"},
          "language":{"type":"string"},
          "text":{"type":"string","maxLength":2000,"description":"What is said in the recording"}}}
        """));

    public static readonly ApiOperation Add = new(Group, "Record a voice profile")
    {
        Details = "3 to 60 s of speech; a recording that cannot be spoken with is refused with what was measured and the limit.",
        Body = new ApiBody("The name and the recording", true, Form),
        Answers = [new ApiAnswer(201, "The profile; Location leads to it", One)],
        Refusals = [400, 409, 413, 415, 503],
    };

    public static readonly ApiOperation List = new(Group, "List the voice profiles by name")
    {
        Parameters =
        [
            new ApiParameter("limit", "query", new ApiSchema("""{"type":"integer","minimum":1,"maximum":200,"default":50}"""), "How many at most"),
            new ApiParameter("offset", "query", ApiSchema.Count, "How many are left out at the beginning"),
        ],
        Answers =
        [
            new ApiAnswer(200, "The profiles", new ApiContent("application/json", new ApiSchema(
                """
                {"type":"object","properties":{
                  "total":{"type":"integer"},
                  "offset":{"type":"integer"},
                  "profiles":{"type":"array","items":{"$ref":"#/components/schemas/VoiceProfile"}}}}
                """,
                "VoiceProfiles"))),
        ],
        Refusals = [400, 503],
    };

    public static readonly ApiOperation Show = new(Group, "Show a voice profile")
    {
        Answers = [new ApiAnswer(200, "The profile", One)],
        Refusals = [404, 503],
    };

    public static readonly ApiOperation Sample = new(Group, "Hear a voice profile's sample")
    {
        Details = "WAV of 16-bit samples at 16 kHz, one channel. Ranges are answered.",
        Answers =
        [
            new ApiAnswer(200, "The sample", new ApiContent("audio/wav", ApiSchema.Bytes)),
            new ApiAnswer(206, "The range of it that was asked for", new ApiContent("audio/wav", ApiSchema.Bytes)),
        ],
        Refusals = [404, 503],
    };

    public static readonly ApiOperation Preview = new(Group, "Hear a voice profile speak")
    {
        Details = "Where no engine clones, the nearest voice speaks: x-parley-notice is voice_fallback and x-parley-voice names it.",
        Parameters = [new ApiParameter("text", "query", new ApiSchema("""{"type":"string","maxLength":300}"""), "What is spoken")],
        Answers = [new ApiAnswer(200, "The audio while it is spoken", new ApiContent("audio/wav", ApiSchema.Bytes))],
        Refusals = [400, 404, 502, 503],
    };

    public static readonly ApiOperation Remove = new(Group, "Delete a voice profile and its sample for good")
    {
        Answers = [new ApiAnswer(204, "It is gone")],
        Refusals = [404, 503],
    };
}
