using System.Buffers;
using System.Text.Json;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Protocols.Sessions;
using Parley.Protocols.SocketIO.SocketIo;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>The session protocol: every event by its type's name, with the same JSON as on every other protocol.</summary>
internal sealed class ContractDialect : ISpeechDialect
{
    public static readonly ContractDialect Instance = new();

    public static SocketPayload Write(ParleyError error)
    {
        var json = new ArrayBufferWriter<byte>(256);
        EventWriter.Write(json, error);
        return Of(json);
    }

    /// <summary><c>session.resumed</c></summary>
    public static SocketPayload Resumed(Attachment attachment)
    {
        var json = new ArrayBufferWriter<byte>(256);
        AnswerWriter.Resumed(json, attachment);
        return Of(json);
    }

    /// <summary><c>reset</c></summary>
    public static SocketPayload Reset(long after, long first)
    {
        var json = new ArrayBufferWriter<byte>(64);
        AnswerWriter.Reset(json, after, first);
        return Of(json);
    }

    /// <remarks>The audio of a reply is the event's second argument, binary.</remarks>
    public SocketPayload Write(SessionView session, LoggedEvent logged)
    {
        var json = new ArrayBufferWriter<byte>(256);
        if (logged.Event is not ReplyAudio audio)
        {
            EventWriter.Write(json, logged);
            return Of(json);
        }

        EventWriter.Write(json, logged, audio: false);
        return SocketPayload.Event(EventWriter.TypeOf(audio), values =>
        {
            values.Json.WriteRawValue(json.WrittenSpan, skipInputValidation: true);
            values.Binary(audio.Data);
        });
    }

    private static SocketPayload Of(ArrayBufferWriter<byte> json) =>
        SocketPayload.Event(TypeOf(json.WrittenSpan), values => values.Json.WriteRawValue(json.WrittenSpan, skipInputValidation: true));

    private static string TypeOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                return reader.GetString()!;
            }
        }

        throw new InvalidOperationException("Every event has a type.");
    }
}
