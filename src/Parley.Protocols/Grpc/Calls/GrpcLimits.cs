namespace Parley.Protocols.Grpc.Calls;

/// <summary>What one call may cost.</summary>
public sealed record GrpcLimits
{
    /// <summary>Bytes of one message, before and after decompression; a longer one ends the call.</summary>
    public int MaxMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long one message may wait for a client that does not read; then the call is reset.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the only message of a call may stand still on its way; then the call ends.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Answers of at least so many bytes are compressed for a client that compresses its own messages.</summary>
    public int CompressFromBytes { get; init; } = 1_024;
}
