using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>One call, as its method sees it: messages in, messages out, and the moment after which nobody waits for it.</summary>
internal sealed class GrpcCall<TRequest, TResponse> : IDisposable
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>
{
    private readonly MessageReader<TRequest> _reader;
    private readonly MessageWriter _writer;
    private readonly CallTerms _terms;

    public GrpcCall(HttpContext context, CallTerms terms, CancellationToken ended)
    {
        (Context, Ended, _terms) = (context, ended, terms);
        _reader = new MessageReader<TRequest>(context.Request.BodyReader, terms.RequestEncoding, terms.Limits.MaxMessageBytes);
        _writer = new MessageWriter(context.Response, terms.CompressAnswers, terms.Limits, terms.Time);
    }

    public HttpContext Context { get; }

    /// <summary>Fires when the client cancels or is gone, and when the deadline passes.</summary>
    public CancellationToken Ended { get; }

    public GrpcLimits Limits => _terms.Limits;

    public TimeProvider Time => _terms.Time;

    public TService Service<TService>()
        where TService : notnull => Context.RequestServices.GetRequiredService<TService>();

    /// <summary>As below, for whoever waits as long as it takes.</summary>
    public ValueTask<TRequest?> ReadAsync(CancellationToken cancellation) => ReadAsync(static _ => { }, cancellation);

    /// <summary>The next message; null when the client has closed its side. One caller at a time.</summary>
    /// <param name="growing">Called with the number of its bytes that are there, whenever more of a message has come.</param>
    public async ValueTask<TRequest?> ReadAsync(Action<long> growing, CancellationToken cancellation)
    {
        try
        {
            return await _reader.ReadAsync(growing, cancellation);
        }
        catch (MessageTooLargeException tooLarge)
        {
            throw new GrpcException(_terms.TooLarge(Context, tooLarge.Limit));
        }
    }

    /// <summary>Sends a message. Any number of callers; each waits for a client that reads slowly.</summary>
    public ValueTask WriteAsync(TResponse message) => _writer.WriteAsync(message, Ended);

    public void Dispose() => _writer.Dispose();
}

/// <summary>What holds for one call before its method is asked.</summary>
/// <param name="RequestEncoding">How the client compresses its messages.</param>
/// <param name="CompressAnswers">Whether long answers are compressed.</param>
/// <param name="TooLarge">How a call ends whose message has more bytes than this.</param>
internal sealed record CallTerms(
    string RequestEncoding, bool CompressAnswers, GrpcLimits Limits, TimeProvider Time, Func<HttpContext, int, GrpcStatus> TooLarge);
