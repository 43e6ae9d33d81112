using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.Grpc.Speech;
using Parley.Protocols.Http;

namespace Parley.Protocols.Grpc;

/// <summary>The limits of gRPC; those of sessions and recordings hold besides.</summary>
public sealed record GrpcProtocolOptions
{
    /// <summary>What one call may cost.</summary>
    public GrpcLimits Calls { get; init; } = new();

    /// <summary>Bytes of a recording that comes in one message; it is held in memory.</summary>
    public int MaxRecordingBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Such recordings at once, for each service that takes them.</summary>
    public int MaxRecordings { get; init; } = 32;

    /// <summary>What a client is told to wait when there are as many, milliseconds.</summary>
    public int RetryAfterMs { get; init; } = 5_000;

    /// <param name="param">The field that holds the recording.</param>
    internal CallLimit Recordings(string param)
    {
        var places = new Places(
            MaxRecordings, $"The server receives {MaxRecordings} recordings, its limit.", TimeSpan.FromMilliseconds(RetryAfterMs));
        return new CallLimit(
            places,
            MaxRecordingBytes,
            SpeechStatus.Of,
            (context, limit) => SpeechStatus.Of(SpeechErrors.RecordingTooLarge(param, limit), context));
    }
}
