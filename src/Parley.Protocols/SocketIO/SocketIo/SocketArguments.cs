using System.Text.Json;

namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>The values that came with an event or an acknowledgement.</summary>
public sealed class SocketArguments : IDisposable
{
    private readonly JsonDocument _document;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _attachments;
    private readonly int _skipped;

    /// <param name="skipped">Values at the beginning that are not arguments: an event's name.</param>
    internal SocketArguments(ReadOnlyMemory<byte> json, IReadOnlyList<ReadOnlyMemory<byte>> attachments, int skipped)
    {
        (_document, _attachments, _skipped) = (JsonDocument.Parse(json), attachments, skipped);
        Count = _document.RootElement.GetArrayLength() - skipped;
        Length = json.Length;
    }

    /// <summary>Bytes of their JSON.</summary>
    public int Length { get; }

    public int Count { get; }

    /// <summary>One of them; undefined beyond the last.</summary>
    public JsonElement this[int index] => index < Count ? _document.RootElement[index + _skipped] : default;

    internal JsonElement Whole => _document.RootElement;

    /// <summary>The bytes that stand at this place; false: something else does.</summary>
    public bool TryGetBytes(JsonElement element, out ReadOnlyMemory<byte> bytes)
    {
        var found = Placeholder.TryRead(element, _attachments.Count, out var number);
        bytes = found ? _attachments[number] : default;
        return found;
    }

    public void Dispose() => _document.Dispose();
}
