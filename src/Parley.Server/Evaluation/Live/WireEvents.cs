using System.Text.Json;
using Parley.Events;
using Parley.Failures;

namespace Parley.Server.Evaluation.Live;

/// <summary>Reads the events that are measured from the wire; <c>docs/protocol.md</c> describes them.</summary>
internal static class WireEvents
{
    /// <summary>The event, or null for one that is not measured.</summary>
    /// <exception cref="ParleyException">The message is none of the protocol's.</exception>
    public static SessionEvent? Parse(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            return Read(document.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ParleyException(new ParleyError(ErrorCodes.InvalidJson, "The server sent a message that is not of the protocol."), broken);
        }
    }

    private static SessionEvent? Read(JsonElement root) => root.GetProperty("type").GetString() switch
    {
        "speech.started" => new SpeechStarted(Utterance(root), Seconds(root, "start")),
        "speech.ended" => new SpeechEnded(Utterance(root), Seconds(root, "end"), Reason(Text(root, "reason"))),
        "transcript.partial" => new TranscriptPartial(
            Utterance(root), Text(root, "stable"), Text(root, "tail"), Seconds(root, "start"), Seconds(root, "end")),
        "transcript.final" => new TranscriptFinal(
            Utterance(root), Text(root, "text"), Text(root, "language"), Seconds(root, "start"), Seconds(root, "end")),
        "error" => new ErrorRaised(new ParleyError(Text(root, "code"), Text(root, "message"))),
        _ => null,
    };

    private static SpeechEndReason Reason(string reason) => reason switch
    {
        "silence" => SpeechEndReason.Silence,
        "max_length" => SpeechEndReason.MaxLength,
        "flush" => SpeechEndReason.Flush,
        _ => SpeechEndReason.InputEnded,
    };

    private static int Utterance(JsonElement root) => root.GetProperty("utterance").GetInt32();

    private static double Seconds(JsonElement root, string name) => root.GetProperty(name).GetDouble();

    private static string Text(JsonElement root, string name) => root.GetProperty(name).GetString() ?? "";
}
