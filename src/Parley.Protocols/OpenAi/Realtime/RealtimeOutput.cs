using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using Parley.Failures;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>Says the server's events on one connection, and makes up the names of events and items.</summary>
internal sealed class RealtimeOutput
{
    private readonly string _prefix = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(9));
    private int _events;
    private int _items;
    private int _responses;

    /// <summary>The connection that it speaks on; its errors are written here, so that it is made after this.</summary>
    public Connection Connection { get; set; } = null!;

    public string SessionId => $"sess_{_prefix}";

    public string ConversationId => $"conv_{_prefix}";

    public string NextResponseId() => $"resp_{_prefix}{Interlocked.Increment(ref _responses)}";

    public string NextItemId() => $"item_{_prefix}{Interlocked.Increment(ref _items)}";

    /// <summary>False when nobody is there any more to read it.</summary>
    public ValueTask<bool> SayAsync(ServerEvent said) => Connection.SendAsync(output => Write(output, said));

    /// <summary>Refuses one of the client's events.</summary>
    public ValueTask RefuseAsync(ParleyError error, string? offender) =>
        Connection.RefuseAsync(output => Write(output, ServerEvent.Error(error, offender)));

    public void WriteError(IBufferWriter<byte> output, ParleyError error) => Write(output, ServerEvent.Error(error, null));

    private void Write(IBufferWriter<byte> output, ServerEvent said) =>
        said.Write(output, $"event_{_prefix}{Interlocked.Increment(ref _events)}");
}
