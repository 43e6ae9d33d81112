using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Protocols.SocketIO.SocketIo;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>The dialect of simple pages: <c>recognition_result</c> for what was recognised, <c>error</c>, and nothing else.</summary>
internal sealed class PlainDialect : ISpeechDialect
{
    public static readonly PlainDialect Instance = new();

    public SocketPayload? Write(SessionView session, LoggedEvent logged) => logged.Event switch
    {
        TranscriptPartial partial => Result(partial.Stable + partial.Tail, isFinal: false, session.Options.Language),
        TranscriptFinal final => Result(final.Text, isFinal: true, final.Language),
        ErrorRaised raised => ContractDialect.Write(raised.Error),
        _ => null,
    };

    private static SocketPayload Result(string text, bool isFinal, string? language) => SocketPayload.Event("recognition_result", values =>
    {
        values.Json.WriteStartObject();
        values.Json.WriteString("text", text);
        values.Json.WriteBoolean("is_final", isFinal);
        values.Json.WriteString("language", language);
        values.Json.WriteEndObject();
    });
}
