using System.Text.Json;
using Parley.Failures;
using Parley.Protocols.Sessions;
using Parley.Protocols.SocketIO.SocketIo;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>What a client hears that asked for an acknowledgement: <c>{"ok":true,…}</c> or <c>{"ok":false,"error":{…}}</c>.</summary>
internal sealed record SpeechReply(ParleyError? Error, Action<Utf8JsonWriter>? Write = null)
{
    public static readonly SpeechReply Done = new(null, null);

    private bool _late;

    /// <summary>What the client did wrong; null: nothing.</summary>
    public ParleyError? Refused => _late ? null : Error;

    public static implicit operator SpeechReply(ParleyError error) => new(error);

    public static SpeechReply Of(ParleyError? error) => error is null ? Done : new SpeechReply(error);

    /// <summary>
    /// The session was taken over or ended by itself, of which the client hears an event: what was on its way meanwhile is no
    /// mistake, and only its acknowledgement says that nothing came of it.
    /// </summary>
    public static SpeechReply Late(ParleyError error) => new(error) { _late = true };

    public static SpeechReply Started(string sessionId) => new(null, json => json.WriteString("session_id", sessionId));

    public SocketPayload ToPayload() => SocketPayload.Ack(values =>
    {
        var json = values.Json;
        json.WriteStartObject();
        json.WriteBoolean("ok", Error is null);
        if (Error is not null)
        {
            json.WriteStartObject("error");
            ErrorFields.Write(json, Error);
            json.WriteEndObject();
        }

        Write?.Invoke(json);
        json.WriteEndObject();
    });
}
