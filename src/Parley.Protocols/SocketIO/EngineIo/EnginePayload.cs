using System.Buffers;

namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>The records of one polling request or response, divided by U+001E.</summary>
internal static class EnginePayload
{
    private const byte Separator = 0x1E;

    /// <summary>Writes one more record; <paramref name="first"/>: nothing stands before it.</summary>
    public static void Append(IBufferWriter<byte> output, EnginePacket packet, bool first)
    {
        if (!first)
        {
            output.GetSpan(1)[0] = Separator;
            output.Advance(1);
        }

        EnginePacketCodec.WriteRecord(output, packet);
    }

    /// <summary>Takes the packets out of a payload one by one, so that a long one costs no more than its longest record.</summary>
    internal struct Reader(ReadOnlyMemory<byte> payload)
    {
        private ReadOnlyMemory<byte> _rest = payload;
        private bool _ended;

        public EnginePacket Current { get; private set; }

        /// <summary>What comes next is not a packet; nothing after it is read.</summary>
        public bool Broken { get; private set; }

        public bool MoveNext()
        {
            if (_ended)
            {
                return false;
            }

            var length = _rest.Span.IndexOf(Separator);
            _ended = length < 0;
            var record = _ended ? _rest : _rest[..length];
            _rest = _ended ? default : _rest[(length + 1)..];
            if (EnginePacketCodec.TryParseRecord(record, out var packet))
            {
                Current = packet;
                return true;
            }

            Broken = _ended = true;
            return false;
        }
    }
}
