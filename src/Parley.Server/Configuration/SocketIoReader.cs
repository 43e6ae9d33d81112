using Parley.Protocols.SocketIO.EngineIo;
using Parley.Protocols.SocketIO.SocketIo;
using Parley.Protocols.SocketIO.Speech;

namespace Parley.Server.Configuration;

/// <summary>Reads whether and within which limits Socket.IO is served.</summary>
internal static class SocketIoReader
{
    public static SocketIoProtocolOptions Read(OptionReader reader)
    {
        var usual = new SocketIoProtocolOptions();
        return usual with
        {
            Enabled = reader.Flag("SocketIo:Enabled", usual.Enabled),
            Engine = ReadEngine(reader, usual.Engine),
            Sockets = ReadSockets(reader, usual.Sockets),
        };
    }

    private static EngineIoOptions ReadEngine(OptionReader reader, EngineIoOptions usual) => usual with
    {
        PingInterval = Milliseconds(reader, "SocketIo:PingIntervalMs", usual.PingInterval, 100, 600_000),
        PingTimeout = Milliseconds(reader, "SocketIo:PingTimeoutMs", usual.PingTimeout, 100, 600_000),
        MaxPayload = reader.Number("SocketIo:MaxPayloadBytes", usual.MaxPayload, 1_024, 64 << 20),
        MaxConnections = reader.Number("SocketIo:MaxConnections", usual.MaxConnections, 1, 1_000_000),
        MaxBufferedPackets = reader.Number("SocketIo:MaxBufferedPackets", usual.MaxBufferedPackets, 16, 1_000_000),
        MaxBufferedBytes = reader.Number("SocketIo:MaxBufferedBytes", usual.MaxBufferedBytes, 16_384, 256 << 20),
        UpgradeTimeout = Milliseconds(reader, "SocketIo:UpgradeTimeoutMs", usual.UpgradeTimeout, 100, 60_000),
    };

    private static SocketServerOptions ReadSockets(OptionReader reader, SocketServerOptions usual) => usual with
    {
        ConnectTimeout = Milliseconds(reader, "SocketIo:ConnectTimeoutMs", usual.ConnectTimeout, 100, 600_000),
        MaxAttachments = reader.Number("SocketIo:MaxAttachments", usual.MaxAttachments, 1, 256),
        MaxAttachmentBytes = reader.Number("SocketIo:MaxAttachmentBytes", usual.MaxAttachmentBytes, 1_024, 256 << 20),
        AttachmentTimeout = Milliseconds(reader, "SocketIo:AttachmentTimeoutMs", usual.AttachmentTimeout, 100, 600_000),
        RecoveryWindow = Milliseconds(reader, "SocketIo:RecoveryWindowMs", usual.RecoveryWindow, 0, 600_000),
        RecoveryEvents = reader.Number("SocketIo:RecoveryEvents", usual.RecoveryEvents, 1, 65_536),
        RecoveryBytes = reader.Number("SocketIo:RecoveryBytes", usual.RecoveryBytes, 1_024, 64 << 20),
        MaxLost = reader.Number("SocketIo:MaxLost", usual.MaxLost, 0, 1_000_000),
    };

    private static TimeSpan Milliseconds(OptionReader reader, string path, TimeSpan usual, int min, int max) =>
        TimeSpan.FromMilliseconds(reader.Number(path, (int)usual.TotalMilliseconds, min, max));
}
