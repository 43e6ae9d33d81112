using Parley.Engine.Sessions;
using Parley.Events;

namespace Parley.Protocols.Sessions;

/// <summary>Why something ended and where it stands, in the words of every wire.</summary>
internal static class EventNames
{
    public static string Of(SpeechEndReason reason) => reason switch
    {
        SpeechEndReason.Silence => "silence",
        SpeechEndReason.MaxLength => "max_length",
        SpeechEndReason.Flush => "flush",
        SpeechEndReason.InputEnded => "input_ended",
        _ => throw new NotSupportedException(reason.ToString()),
    };

    public static string Of(SessionEndReason reason) => reason switch
    {
        SessionEndReason.Completed => "completed",
        SessionEndReason.Abandoned => "abandoned",
        SessionEndReason.Shutdown => "shutdown",
        SessionEndReason.Failed => "failed",
        _ => throw new NotSupportedException(reason.ToString()),
    };

    public static string Of(ReplyEndReason reason) => reason switch
    {
        ReplyEndReason.Completed => "completed",
        ReplyEndReason.Interrupted => "interrupted",
        ReplyEndReason.Cancelled => "cancelled",
        ReplyEndReason.Length => "length",
        ReplyEndReason.Failed => "failed",
        _ => throw new NotSupportedException(reason.ToString()),
    };

    public static string Of(SessionState state) => state switch
    {
        SessionState.Active => "active",
        SessionState.Draining => "draining",
        _ => "ended",
    };
}
