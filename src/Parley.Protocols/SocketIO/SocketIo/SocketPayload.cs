using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>What an event or an acknowledgement carries: a JSON array, and the binary values that stand in it.</summary>
public sealed class SocketPayload
{
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true,
    };

    private SocketPayload(ReadOnlyMemory<byte> json, IReadOnlyList<ReadOnlyMemory<byte>> attachments) =>
        (Json, Attachments) = (json, attachments);

    /// <summary>A JSON array in UTF-8.</summary>
    internal ReadOnlyMemory<byte> Json { get; }

    internal IReadOnlyList<ReadOnlyMemory<byte>> Attachments { get; }

    /// <summary>An event; <paramref name="write"/> writes its arguments, one JSON value after the other.</summary>
    public static SocketPayload Event(string name, Action<SocketPayloadWriter>? write = null) => Build(values =>
    {
        values.Json.WriteStringValue(name);
        write?.Invoke(values);
    });

    /// <summary>The arguments of an acknowledgement.</summary>
    public static SocketPayload Ack(Action<SocketPayloadWriter>? write = null) => Build(values => write?.Invoke(values));

    private static SocketPayload Build(Action<SocketPayloadWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(output, Plain);
        var values = new SocketPayloadWriter(json);
        json.WriteStartArray();
        write(values);
        json.WriteEndArray();
        json.Flush();
        return new SocketPayload(output.WrittenMemory, values.Attachments);
    }
}

/// <summary>Writes the values of a payload.</summary>
public sealed class SocketPayloadWriter
{
    private List<ReadOnlyMemory<byte>>? _attachments;

    internal SocketPayloadWriter(Utf8JsonWriter json) => Json = json;

    /// <summary>For every value that is JSON.</summary>
    public Utf8JsonWriter Json { get; }

    internal IReadOnlyList<ReadOnlyMemory<byte>> Attachments => _attachments ?? (IReadOnlyList<ReadOnlyMemory<byte>>)[];

    /// <summary>A binary value, here. The bytes must not change until they were sent.</summary>
    public void Binary(ReadOnlyMemory<byte> bytes)
    {
        _attachments ??= [];
        Placeholder.Write(Json, _attachments.Count);
        _attachments.Add(bytes);
    }
}
