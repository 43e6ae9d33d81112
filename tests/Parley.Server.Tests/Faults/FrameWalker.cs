namespace Parley.Server.Faults;

/// <summary>
/// Follows the bytes that a client of WebSocket sends: the request, then frames. Says of each byte which frame it belongs to
/// and where in it.
/// </summary>
internal sealed class FrameWalker
{
    private const int MaskBytes = 4;
    private static readonly byte[] EndOfRequest = "\r\n\r\n"u8.ToArray();

    private int _matched;
    private int _header;
    private int _headerBytes;
    private long _payload;
    private long _left;

    /// <summary>From 0; -1 in the request.</summary>
    public int Frame { get; private set; } = -1;

    /// <summary>The frame's opcode: 1 is text, 2 audio.</summary>
    public int Opcode { get; private set; }

    /// <summary>Where in the frame's payload the byte is; -1: it is the first byte of its header; -2: a later one.</summary>
    public long Offset { get; private set; }

    public void Walk(byte each)
    {
        if (_matched < EndOfRequest.Length)
        {
            _matched = each == EndOfRequest[_matched] ? _matched + 1 : each == EndOfRequest[0] ? 1 : 0;
            return;
        }

        if (_left > 0)
        {
            Offset = _payload - _left--;
            return;
        }

        if (_header == 0)
        {
            (Frame, Opcode, Offset, _header) = (Frame + 1, each & 0x0F, -1, 1);
            return;
        }

        Offset = -2;
        if (_header == 1)
        {
            var length = each & 0x7F;
            var extended = length switch { 126 => 2, 127 => 8, _ => 0 };
            (_headerBytes, _payload) = (2 + extended + MaskBytes, extended > 0 ? 0 : length);
        }
        else if (_header < _headerBytes - MaskBytes)
        {
            _payload = (_payload << 8) | each;
        }

        if (++_header == _headerBytes)
        {
            (_header, _left) = (0, _payload);
        }
    }
}
