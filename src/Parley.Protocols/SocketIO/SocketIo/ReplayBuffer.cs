namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>
/// The events a socket was sent last, for the case that its connection is lost: bounded in number, bytes and age. Its
/// owner guards it with a lock.
/// </summary>
internal sealed class ReplayBuffer(SocketServerOptions options, TimeProvider time)
{
    private readonly Queue<EncodedPacket> _events = new();
    private string? _lastForgotten;
    private int _bytes;

    public void Add(EncodedPacket said)
    {
        _events.Enqueue(said);
        _bytes += said.Bytes;
        while (_events.Count > options.RecoveryEvents || _bytes > options.RecoveryBytes
            || time.GetElapsedTime(_events.Peek().At) > options.RecoveryWindow)
        {
            var forgotten = _events.Dequeue();
            (_lastForgotten, _bytes) = (forgotten.Offset, _bytes - forgotten.Bytes);
            if (_events.Count == 0)
            {
                return;
            }
        }
    }

    /// <summary>What was said after <paramref name="offset"/> (null: from the beginning); null when that is not known whole any more.</summary>
    public IReadOnlyList<EncodedPacket>? After(string? offset)
    {
        if (string.Equals(offset, _lastForgotten, StringComparison.Ordinal))
        {
            return [.. _events];
        }

        var missed = _events.SkipWhile(said => !string.Equals(said.Offset, offset, StringComparison.Ordinal)).ToList();
        return missed.Count == 0 ? null : missed[1..];
    }
}
