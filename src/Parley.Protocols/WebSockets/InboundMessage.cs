namespace Parley.Protocols.WebSockets;

/// <summary>One message of a client. The bytes are good until the next message is read.</summary>
internal readonly record struct InboundMessage(InboundKind Kind, ReadOnlyMemory<byte> Bytes);

internal enum InboundKind
{
    Text,
    Audio,

    /// <summary>A chunk over the limit; it was read past.</summary>
    AudioTooLarge,

    /// <summary>A text over the limit; the rest of it was not read.</summary>
    TextTooLarge,

    /// <summary>A chunk far over the limit; the rest of it was not read.</summary>
    Flood,

    /// <summary>The client closes.</summary>
    Close,
}
