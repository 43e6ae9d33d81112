namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>Packets on their way to a client, bounded in number and bytes. Its owner guards it with a lock.</summary>
internal sealed class Outbox(EngineIoOptions options)
{
    /// <summary>A quiet connection keeps no room of its last burst.</summary>
    private const int KeptCapacity = 64;

    private const int LowShare = 16;

    private readonly Queue<EnginePacket> _packets = new();
    private int _bytes;

    public bool IsEmpty => _packets.Count == 0;

    /// <summary>Whether so little waits that the client reads along: a sixteenth of what may.</summary>
    public bool IsLow => _packets.Count <= options.MaxBufferedPackets / LowShare && _bytes <= options.MaxBufferedBytes / LowShare;

    /// <summary>Adds all of them, one after the other, or none; false at the bound.</summary>
    public bool TryAdd(ReadOnlySpan<EnginePacket> packets)
    {
        var bytes = 0L;
        foreach (var packet in packets)
        {
            bytes += packet.Data.Length;
        }

        if (_packets.Count + packets.Length > options.MaxBufferedPackets || _bytes + bytes > options.MaxBufferedBytes)
        {
            return false;
        }

        foreach (var packet in packets)
        {
            Add(packet);
        }

        return true;
    }

    /// <summary>Adds what has to be said whatever waits already.</summary>
    public void Add(EnginePacket packet)
    {
        _packets.Enqueue(packet);
        _bytes += packet.Data.Length;
    }

    public bool TryTake(out EnginePacket packet)
    {
        if (!_packets.TryDequeue(out packet))
        {
            return false;
        }

        _bytes -= packet.Data.Length;
        if (_packets.Count == 0 && _packets.Capacity > KeptCapacity)
        {
            _packets.TrimExcess();
        }

        return true;
    }

    public void Clear()
    {
        _packets.Clear();
        _bytes = 0;
    }
}
