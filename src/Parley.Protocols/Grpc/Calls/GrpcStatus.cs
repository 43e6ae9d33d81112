namespace Parley.Protocols.Grpc.Calls;

/// <summary>The end of a call.</summary>
/// <param name="Message">For a person; any text.</param>
internal sealed record GrpcStatus(GrpcCode Code, string Message = "")
{
    public static readonly GrpcStatus Ok = new(GrpcCode.Ok);

    /// <summary>What travels beside the code: names in lower case; a value under a name that ends in <c>-bin</c> is Base64.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Trailers { get; init; } = [];
}

/// <summary>Ends the call with a status, from wherever it is thrown.</summary>
internal class GrpcException(GrpcStatus status) : Exception(status.Message)
{
    public GrpcException(GrpcCode code, string message)
        : this(new GrpcStatus(code, message))
    {
    }

    public GrpcStatus Status => status;
}

/// <summary>A message has more than <paramref name="limit"/> bytes.</summary>
internal sealed class MessageTooLargeException(int limit) : GrpcException(GrpcCode.ResourceExhausted, $"A message has at most {limit} bytes.")
{
    public int Limit => limit;
}

/// <summary>A unary method's answer, or the status that stands in its place.</summary>
internal readonly record struct GrpcAnswer<T>
{
    private GrpcAnswer(T? message, GrpcStatus status) => (Message, Status) = (message, status);

    /// <summary>Set when <see cref="Status"/> is OK.</summary>
    public T? Message { get; }

    public GrpcStatus Status { get; }

    public static implicit operator GrpcAnswer<T>(T message) => new(message, GrpcStatus.Ok);

    public static implicit operator GrpcAnswer<T>(GrpcStatus status) => new(default, status);
}
