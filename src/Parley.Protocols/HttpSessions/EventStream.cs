using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Protocols.Http;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.HttpSessions;

/// <summary>
/// A session's events as server-sent events: <c>id</c> is the sequence number, so that a client that comes back says
/// where it was in <c>Last-Event-ID</c>.
/// </summary>
internal sealed class EventStream(HttpContext context, SessionView session, ProtocolOptions options, TimeProvider time)
{
    private const string LastEventId = "Last-Event-ID";

    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    /// <summary>What this reader gets to see of an event.</summary>
    public Func<SessionEvent, SessionEvent> Shown { get; init; } = said => said;

    public async Task RunAsync()
    {
        var after = After();
        if (!after.Succeeded)
        {
            await Problem.WriteAsync(context, after.Error);
        }
        else if (session.State == SessionState.Ended && after.Value == session.Events.Last)
        {
            // What tells a browser's EventSource to stop asking.
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await SendAsync(after.Value);
        }
    }

    private Outcome<long> After()
    {
        string? header = context.Request.Headers[LastEventId];
        var (param, text) = string.IsNullOrEmpty(header) ? ("after", context.Request.Query["after"].ToString()) : (LastEventId, header);
        var after = 0L;
        if (text.Length > 0 && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            return HttpSessionErrors.After(param, text);
        }

        return session.Events.CanReadAfter(after) is { Code: ErrorCodes.InvalidRequest } refusal ? refusal with { Param = param } : after;
    }

    /// <summary>
    /// 1. How long to wait before coming back, 2. what of the history is gone, if anything, 3. the events, with a comment
    /// where there is none for long, until the last one or until nobody reads.
    /// </summary>
    private async Task SendAsync(long after)
    {
        Prepare();
        try
        {
            Line("retry", $"{options.HttpSessions.Reconnect.TotalMilliseconds:0}");
            if (session.Events.First is var first && after > 0 && after + 1 < first)
            {
                Write($"{first - 1}", "reset", output => AnswerWriter.Reset(output, after, first));
                after = first - 1;
            }

            await FlushAsync();
            await FollowAsync(after);
        }
        catch (ParleyException tooSlow)
        {
            Write(null, "error", output => EventWriter.Write(output, tooSlow.Error.For(context.RequestId())));
            await FlushAsync();
        }
        catch (TimeoutException)
        {
            // Nothing is read any more, so nothing can be said; the client comes back where it was.
            context.Abort();
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            // Nobody is there to send to.
        }
    }

    private void Prepare()
    {
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";

        // Reverse proxies that buffer answers do not buffer this one.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    private async Task FollowAsync(long after)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        await using var events = session.Events.FollowAsync(after, left.Token).GetAsyncEnumerator(CancellationToken.None);
        while (await NextAsync(events, left))
        {
            var logged = new LoggedEvent(events.Current.Sequence, Shown(events.Current.Event));
            Write($"{logged.Sequence}", EventWriter.TypeOf(logged.Event), output => EventWriter.Write(output, logged));
            await FlushAsync();
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<LoggedEvent> events, CancellationTokenSource left)
    {
        var next = events.MoveNextAsync();
        if (next.IsCompleted)
        {
            return await next;
        }

        var waiting = next.AsTask();
        try
        {
            while (!await HasComeAsync(waiting))
            {
                _buffer.Write(": \n\n"u8);
                await FlushAsync();
            }
        }
        catch
        {
            // An enumerator that still looks for the next event cannot be disposed of.
            await left.CancelAsync();
            await HasComeAsync(waiting);
            throw;
        }

        return await waiting;
    }

    /// <summary>Whether the wait is over, however it ended, before it is time to show that the stream lives.</summary>
    private async Task<bool> HasComeAsync(Task waiting)
    {
        await waiting.WaitAsync(options.HttpSessions.Heartbeat, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return waiting.IsCompleted;
    }

    private void Write(string? id, string type, Action<IBufferWriter<byte>> data)
    {
        if (id is not null)
        {
            Line("id", id);
        }

        Line("event", type);
        _buffer.Write("data: "u8);
        data(_buffer);
        _buffer.Write("\n\n"u8);
    }

    private void Line(string field, string value) => _buffer.Write(Encoding.UTF8.GetBytes($"{field}: {value}\n"));

    private async Task FlushAsync()
    {
        await SendAsync(context.Response.Body).WaitAsync(options.Sessions.WriteTimeout, time);
        _buffer.ResetWrittenCount();
    }

    private async Task SendAsync(Stream body)
    {
        await body.WriteAsync(_buffer.WrittenMemory, context.RequestAborted);
        await body.FlushAsync(context.RequestAborted);
    }
}
