namespace Parley.Protocols.Grpc.GoogleSpeech;

/// <summary>Stock clients ask for Google's models: those names mean the default.</summary>
internal static class GoogleModels
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "", "default", "latest_long", "latest_short", "command_and_search", "phone_call", "video", "telephony", "telephony_short",
        "medical_dictation", "medical_conversation",
    };

    /// <summary>The model of this server that is asked for; null for the default.</summary>
    public static string? Resolve(string asked) => Names.Contains(asked) ? null : asked;
}
