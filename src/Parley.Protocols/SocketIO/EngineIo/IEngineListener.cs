namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>What a connection's messages mean. Messages come one after the other, each after the last was handled.</summary>
internal interface IEngineListener
{
    /// <param name="utf8">Good until the task completes.</param>
    ValueTask OnTextAsync(ReadOnlyMemory<byte> utf8);

    /// <param name="bytes">Good until the task completes.</param>
    ValueTask OnBytesAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Once; nothing comes after it, and nothing more can be sent.</summary>
    void OnClosed(EngineCloseReason reason);

    /// <summary>The server stops; completes when the connection may be closed.</summary>
    Task OnStoppingAsync();
}
