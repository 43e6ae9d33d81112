using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.Http;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.HttpSessions;

/// <summary>
/// A session in plain HTTP: <c>POST /v1/sessions</c> makes it, <c>POST …/{id}/audio</c> speaks to it, <c>GET …/{id}/events</c>
/// listens to it, <c>DELETE …/{id}</c> ends it.
/// </summary>
internal sealed class HttpSessionEndpoints(SessionHub hub, ProtocolOptions options, TimeProvider time)
{
    /// <summary>Sessions to which a request sends audio now.</summary>
    private readonly ConcurrentDictionary<string, bool> _uploads = new(StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/v1/sessions", context => Of(context).StartAsync(context)).WithMetadata(HttpSessionApi.Start);
        endpoints.MapPost("/v1/sessions/{id}/audio", context => Of(context).UploadAsync(context)).WithMetadata(HttpSessionApi.Upload);
        endpoints.MapPost("/v1/sessions/{id}/flush", context => Of(context).FlushAsync(context)).WithMetadata(HttpSessionApi.Flush);
        endpoints.MapPost("/v1/sessions/{id}/messages", context => Of(context).TellAsync(context)).WithMetadata(HttpSessionApi.Tell);
        endpoints.MapGet("/v1/sessions/{id}/events", context => Of(context).StreamAsync(context)).WithMetadata(HttpSessionApi.Events);
        endpoints.MapDelete("/v1/sessions/{id}", context => Of(context).EndAsync(context)).WithMetadata(HttpSessionApi.End);
    }

    /// <summary><c>GET /v1/sessions/{id}</c> without an upgrade: where the session stands.</summary>
    public async Task ShowAsync(HttpContext context)
    {
        var session = await hub.FindAsync(Id(context));
        await (session.Succeeded
            ? AnswerAsync(context, StatusCodes.Status200OK, session.Value)
            : Problem.WriteAsync(context, session.Error));
    }

    private static HttpSessionEndpoints Of(HttpContext context) => context.RequestServices.GetRequiredService<HttpSessionEndpoints>();

    private async Task StartAsync(HttpContext context)
    {
        var asked = await SessionRequest.ReadAsync(context, options.Sessions);
        var session = asked.Succeeded ? hub.Start(asked.Value with { Protocol = "http" }) : asked.Error;
        if (!session.Succeeded)
        {
            await Problem.WriteAsync(context, session.Error);
            return;
        }

        context.Response.Headers.Location = $"{context.Request.PathBase}/v1/sessions/{session.Value.Id}";
        await AnswerAsync(context, StatusCodes.Status201Created, session.Value);
    }

    private async Task UploadAsync(HttpContext context)
    {
        var session = await FindOwnAsync(context);
        var position = Position(context.Request.Query["position"]);
        if (!session.Succeeded || !position.Succeeded)
        {
            await Problem.WriteAsync(context, session.Error ?? position.Error!);
            return;
        }

        if (session.Value.LacksAudio && !(position.Value <= session.Value.Received))
        {
            await RefuseAsync(context, HttpSessionErrors.Missing(session.Value));
            return;
        }

        if (!_uploads.TryAdd(session.Value.Id, true))
        {
            await Problem.WriteAsync(context, HttpSessionErrors.Busy(options.HttpSessions.UploadRetry));
            return;
        }

        ParleyError? refusal;
        try
        {
            refusal = await new AudioUpload(context, session.Value, options.Sessions, time).RunAsync(position.Value);
        }
        finally
        {
            _uploads.TryRemove(session.Value.Id, out _);
        }

        if (!context.RequestAborted.IsCancellationRequested)
        {
            await (refusal is null ? ReceivedAsync(context, session.Value) : Problem.WriteAsync(context, refusal));
        }
    }

    private async Task FlushAsync(HttpContext context)
    {
        var session = await FindWholeAsync(context);
        if (session is { Value: { State: not SessionState.Active } over })
        {
            session = over.Departure ?? HttpSessionErrors.Ended;
        }

        session.Value?.Flush();
        await (session.Succeeded ? ReceivedAsync(context, session.Value) : RefuseAsync(context, session.Error));
    }

    private async Task TellAsync(HttpContext context)
    {
        var session = await FindOwnAsync(context);
        var told = session.Succeeded
            ? await SessionMessage.ReadAsync(context, options.Sessions)
            : session.Error;
        if ((told.Succeeded ? SessionMessage.Obey(told.Value, session.Value!) : told.Error) is { } refusal)
        {
            await RefuseAsync(context, refusal);
            return;
        }

        await AnswerAsync(context, StatusCodes.Status202Accepted, session.Value!);
    }

    private async Task StreamAsync(HttpContext context)
    {
        var session = await hub.FindAsync(Id(context));
        if (session.Succeeded)
        {
            await new EventStream(context, session.Value, options, time).RunAsync();
        }
        else
        {
            await Problem.WriteAsync(context, session.Error);
        }
    }

    private async Task EndAsync(HttpContext context)
    {
        var session = await FindWholeAsync(context);
        session.Value?.EndInput();
        await (session.Succeeded
            ? AnswerAsync(context, StatusCodes.Status202Accepted, session.Value)
            : RefuseAsync(context, session.Error));
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    /// <summary>A session that a request may change.</summary>
    private async ValueTask<Outcome<Session>> FindOwnAsync(HttpContext context)
    {
        var session = await hub.ResumeAsync(Id(context));
        return session is { Value.Options.Resumable: false } ? HttpSessionErrors.NotResumable : session;
    }

    /// <summary>A session that holds all the audio that ever came: nothing is asked of less.</summary>
    private async ValueTask<Outcome<Session>> FindWholeAsync(HttpContext context)
    {
        var session = await FindOwnAsync(context);
        return session is { Value.LacksAudio: true } ? HttpSessionErrors.Missing(session.Value) : session;
    }

    private static Outcome<long?> Position(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return new Outcome<long?>(null);
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? new Outcome<long?>(position)
            : HttpSessionErrors.Position(text);
    }

    private static Task AnswerAsync(HttpContext context, int status, SessionView session) =>
        AnswerAsync(context, status, session, json => AnswerWriter.WriteStanding(json, session));

    private static Task ReceivedAsync(HttpContext context, Session session) => AnswerAsync(context, StatusCodes.Status200OK, session, json =>
    {
        json.WriteNumber("received", session.Received);
        json.WriteNumber("committed", session.Committed);
    });

    private static async Task AnswerAsync(HttpContext context, int status, SessionView session, Action<Utf8JsonWriter> write)
    {
        if (session is Session own)
        {
            // What the client is told is held, another node has to know of.
            await own.SafeAsync();
            if (own.Departure is { } gone)
            {
                await Problem.WriteAsync(context, gone);
                return;
            }
        }

        await JsonBody.WriteAsync(context, status, json =>
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        });
    }

    private static Task RefuseAsync(HttpContext context, ParleyError refusal) => Problem.WriteAsync(context, refusal, json =>
    {
        if (refusal is { From: { } from, To: { } to })
        {
            json.WriteNumber("from", from);
            json.WriteNumber("to", to);
            json.WriteNumber("received", from);
        }
    });
}
