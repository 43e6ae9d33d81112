using System.Text.Json;
using Google.Protobuf;
using Parley.Engine.Sessions;
using Parley.Engine.Turns;
using Parley.Failures;
using Parley.Protocols.Sessions;
using Parley.V1;

namespace Parley.Protocols.Grpc.Speech;

/// <summary>
/// The options of a session as a message. They go through the one parser that all protocols share, in the form that it reads:
/// the same names, the same limits, the same sentences.
/// </summary>
internal static class SpeechOptions
{
    private static readonly JsonFormatter Names = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    public static Outcome<SessionOptions> Read(Options options, EndpointingOptions endpointing)
    {
        using var json = JsonDocument.Parse(Names.Format(options));
        return SessionOptionsParser.Read(new JsonFields(json.RootElement), endpointing);
    }
}
