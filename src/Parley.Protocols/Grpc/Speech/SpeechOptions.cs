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

    /// <summary>What is said to the one who answers, with the limits of the other protocols.</summary>
    public static Outcome<ClientMessage> Read(StreamRequest message) => message.MessageCase switch
    {
        StreamRequest.MessageOneofCase.Update => Read(message.Update),
        StreamRequest.MessageOneofCase.Write when message.Write.Text.Length == 0 => ParleyError.Invalid("text", "'text' is missing."),
        StreamRequest.MessageOneofCase.Write => new WrittenMessage(message.Write.Text),
        StreamRequest.MessageOneofCase.ReplyCreate when message.ReplyCreate.Instructions.Length > ConverseOptions.MaxInstructions =>
            ParleyError.Invalid("instructions", $"'instructions' has {message.ReplyCreate.Instructions.Length} characters; at most {ConverseOptions.MaxInstructions} are accepted."),
        StreamRequest.MessageOneofCase.ReplyCreate => new CreateReply(message.ReplyCreate.HasInstructions ? message.ReplyCreate.Instructions : null),
        StreamRequest.MessageOneofCase.ReplyPlayed when message.ReplyPlayed.Position < 0 =>
            ParleyError.Invalid("position", $"'position' {message.ReplyPlayed.Position} is below 0."),
        StreamRequest.MessageOneofCase.ReplyPlayed => new PlayedReply(message.ReplyPlayed.Reply, message.ReplyPlayed.Position),
        _ => new CancelReply(message.ReplyCancel.HasReply ? message.ReplyCancel.Reply : null),
    };

    private static Outcome<ClientMessage> Read(V1.SessionUpdate update)
    {
        using var json = JsonDocument.Parse(Names.Format(update));
        return ClientMessageParser.Update(new JsonFields(json.RootElement));
    }

    public static Outcome<SessionOptions> Read(Options options, EndpointingOptions endpointing)
    {
        using var json = JsonDocument.Parse(Names.Format(options));
        return SessionOptionsParser.Read(new JsonFields(json.RootElement), endpointing);
    }
}
