using System.Buffers;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>Polling: a GET waits for packets to the client, a POST brings packets from it; one of each at a time.</summary>
internal static class PollingTransport
{
    /// <summary>Answers with what is in line, or as soon as something is.</summary>
    public static async Task PollAsync(HttpContext context, EngineConnection connection)
    {
        if (connection.TryBeginPoll(out var ready) is { } error)
        {
            await RefuseAsync(context, connection, error);
            return;
        }

        await using (context.RequestAborted.Register(() => connection.Abort(EngineCloseReason.TransportClosed)))
        {
            await ready;
        }

        using var body = new PooledBuffer();
        var last = connection.EndPoll(body);
        await WriteAsync(context, body.Written);
        if (context.RequestAborted.IsCancellationRequested)
        {
            connection.Abort(EngineCloseReason.TransportClosed);
        }
        else if (last)
        {
            connection.Abort(EngineCloseReason.ServerClosed);
        }
    }

    /// <summary>Obeys the packets of the body, in order, up to the first that is none.</summary>
    public static async Task PostAsync(HttpContext context, EngineConnection connection, EngineIoOptions options)
    {
        if (connection.TryBeginPost() is { } error)
        {
            await RefuseAsync(context, connection, error);
            return;
        }

        error = await ObeyAsync(context, connection, options);
        connection.EndPost();
        if (error is null)
        {
            await WriteAsync(context, "ok"u8.ToArray());
            return;
        }

        connection.Abort(error == EngineError.TooLarge ? EngineCloseReason.PayloadTooLarge : EngineCloseReason.ParseError);
        await error.WriteAsync(context);
    }

    private static async Task<EngineError?> ObeyAsync(HttpContext context, EngineConnection connection, EngineIoOptions options)
    {
        using var body = new PooledBuffer();
        if (await ReadAsync(context, body, options.MaxPayload) is { } error)
        {
            return error;
        }

        if (!Utf8.IsValid(body.Written.Span))
        {
            return EngineError.BadRequest;
        }

        var packets = new EnginePayload.Reader(body.Written);
        while (packets.MoveNext())
        {
            await connection.HandleAsync(packets.Current);
        }

        return packets.Broken ? EngineError.BadRequest : null;
    }

    private static async Task<EngineError?> ReadAsync(HttpContext context, PooledBuffer body, int limit)
    {
        if (context.Request.ContentLength > limit)
        {
            return EngineError.TooLarge;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = null;
        }

        try
        {
            while (true)
            {
                var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
                var tooLarge = body.Length + read.Buffer.Length > limit;
                if (!tooLarge)
                {
                    foreach (var part in read.Buffer)
                    {
                        body.Write(part.Span);
                    }
                }

                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (tooLarge)
                {
                    return EngineError.TooLarge;
                }

                if (read.IsCompleted)
                {
                    return null;
                }
            }
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            // Half a body says nothing about where its last packet ends.
            return EngineError.BadRequest;
        }
    }

    /// <summary>Packets out of order would follow from two requests at once, so the connection ends; others do not touch it.</summary>
    private static async Task RefuseAsync(HttpContext context, EngineConnection connection, EngineError error)
    {
        if (error == EngineError.BadRequest && connection.IsPolling)
        {
            connection.Abort(EngineCloseReason.ParseError);
        }

        await error.WriteAsync(context);
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.ContentType = "text/plain; charset=UTF-8";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        await response.Body.WriteAsync(body, CancellationToken.None);
    }
}
