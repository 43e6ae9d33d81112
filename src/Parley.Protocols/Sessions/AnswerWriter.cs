using System.Buffers;
using System.Text.Json;
using Parley.Engine.Sessions;

namespace Parley.Protocols.Sessions;

/// <summary>What a connection is told that is no event of the session: it has no <c>seq</c>. Pure.</summary>
internal static class AnswerWriter
{
    /// <summary><c>session.resumed</c>: where the session stands, for the speaker that came back.</summary>
    public static void Resumed(IBufferWriter<byte> output, Attachment attachment)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("type", "session.resumed");
        WriteStanding(json, attachment.Session);
        json.WriteEndObject();
    }

    /// <summary><c>reset</c>: events after the one asked for are gone; what follows begins at <paramref name="first"/>.</summary>
    public static void Reset(IBufferWriter<byte> output, long after, long first)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("type", "reset");
        json.WriteNumber("after", after);
        json.WriteNumber("first", first);
        json.WriteEndObject();
    }

    /// <summary>What a session is and how far it has come.</summary>
    public static void WriteStanding(Utf8JsonWriter json, SessionView session)
    {
        json.WriteString("session_id", session.Id);
        json.WriteString("state", EventNames.Of(session.State));
        json.WriteString("model", session.Model);
        json.WriteString("language", session.Options.Language);
        json.WriteNumber("rate", session.Options.Input.Rate);
        json.WriteNumber("epoch", session.Epoch);
        json.WriteNumber("received", session.Received);
        json.WriteNumber("committed", session.Committed);
        json.WriteNumber("last", session.Events.Last);
        json.WriteBoolean("resumable", session.Options.Resumable);
        json.WriteNumber("resume_window", session.Options.ResumeWindowSeconds);
    }
}
