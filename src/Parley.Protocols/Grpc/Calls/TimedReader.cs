using Google.Protobuf;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>
/// Reads the messages of a client that should speak, and gives up on one that says nothing. A long message may take
/// its time as long as it grows.
/// </summary>
/// <param name="idle">How a call ends that was silent for <paramref name="patience"/>.</param>
internal sealed class TimedReader<TRequest, TResponse>(
    GrpcCall<TRequest, TResponse> call, TimeSpan patience, TimeProvider time, GrpcStatus idle, CancellationToken cancellation) : IDisposable
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>
{
    /// <summary>A message that grows by less in all that time stands still.</summary>
    private const long LeastGrowth = 4 * 1024;

    private readonly CancellationTokenSource _silence = new(Timeout.InfiniteTimeSpan, time);
    private CancellationTokenSource? _either;

    /// <summary>The next message; null when the client has closed its side.</summary>
    /// <param name="mayBeSilent">Whether the client has nothing more that it should say.</param>
    public async ValueTask<TRequest?> ReadAsync(bool mayBeSilent = false)
    {
        _either ??= CancellationTokenSource.CreateLinkedTokenSource(cancellation, _silence.Token);
        try
        {
            if (!mayBeSilent)
            {
                _silence.CancelAfter(patience);
            }

            var heard = 0L;
            var message = await call.ReadAsync(
                bytes =>
                {
                    if (!mayBeSilent && bytes >= heard + LeastGrowth)
                    {
                        heard = bytes;
                        _silence.CancelAfter(patience);
                    }
                },
                _either.Token);
            _silence.CancelAfter(Timeout.InfiniteTimeSpan);
            return message;
        }
        catch (OperationCanceledException) when (_silence.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new GrpcException(idle);
        }
    }

    public void Dispose()
    {
        _either?.Dispose();
        _silence.Dispose();
    }
}
