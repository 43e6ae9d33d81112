using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Engine.History;
using Parley.Failures;
using Parley.History;
using Parley.Protocols.Http;
using Parley.Protocols.HttpSessions;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.Conversations;

/// <summary>
/// What was kept: <c>/api/conversations</c>. There are no accounts: whoever reaches the server reads what its one tenant has.
/// </summary>
internal static class ConversationEndpoints
{
    /// <summary>JSON of the longest text, each character escaped.</summary>
    private const int MostEditBytes = (6 * StoredTurn.LongestText) + 1_024;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/conversations", context => WithAsync(context, ListAsync)).WithMetadata(ConversationApi.List);
        endpoints.MapGet("/api/conversations/{id}", context => WithAsync(context, ShowAsync)).WithMetadata(ConversationApi.Show);
        endpoints.MapGet("/api/conversations/{id}/audio", context => WithAsync(context, AudioAsync)).WithMetadata(ConversationApi.Audio);
        endpoints.MapGet("/api/conversations/{id}/export", context => WithAsync(context, ExportAsync)).WithMetadata(ConversationApi.Export);
        endpoints.MapPatch("/api/conversations/{id}/turns/{turn}", context => WithAsync(context, EditAsync)).WithMetadata(ConversationApi.Edit);
        endpoints.MapDelete("/api/conversations/{id}", context => WithAsync(context, DeleteAsync)).WithMetadata(ConversationApi.Delete);
    }

    private static Task WithAsync(HttpContext context, Func<HttpContext, HistoryArchive, Task> act) =>
        context.RequestServices.GetService<HistoryArchive>() is { } archive
            ? act(context, archive)
            : Problem.WriteAsync(context, new ParleyError(ErrorCodes.HistoryOff, "This server keeps no conversations: see History:Text in docs/configuration.md."));

    private static async Task ListAsync(HttpContext context, HistoryArchive archive)
    {
        var query = Query(context.Request.Query);
        var page = query.Succeeded ? await archive.ListAsync(query.Value, context.RequestAborted) : query.Error;
        await (page.Succeeded
            ? JsonBody.WriteAsync(context, StatusCodes.Status200OK, json => ConversationWriter.WritePage(json, page.Value))
            : Problem.WriteAsync(context, page.Error));
    }

    private static async Task ShowAsync(HttpContext context, HistoryArchive archive)
    {
        var found = await archive.FindAsync(Key(context), context.RequestAborted);
        await (found.Succeeded
            ? JsonBody.WriteAsync(context, StatusCodes.Status200OK, json => ConversationWriter.Write(json, found.Value))
            : Problem.WriteAsync(context, found.Error));
    }

    private static async Task AudioAsync(HttpContext context, HistoryArchive archive)
    {
        var audio = await archive.AudioAsync(Key(context), context.RequestAborted);
        await (audio.Succeeded
            ? Results.Stream(audio.Value, "audio/wav", enableRangeProcessing: true).ExecuteAsync(context)
            : Problem.WriteAsync(context, audio.Error));
    }

    private static async Task ExportAsync(HttpContext context, HistoryArchive archive)
    {
        var found = await archive.FindAsync(Key(context), context.RequestAborted);
        await (found.Succeeded
            ? ConversationExport.WriteAsync(context, found.Value, context.Request.Query["format"])
            : Problem.WriteAsync(context, found.Error));
    }

    private static async Task EditAsync(HttpContext context, HistoryArchive archive)
    {
        var body = await RequestBody.ReadAsync(context, MostEditBytes);
        var text = body.Succeeded ? JsonText.Parse(body.Value, "The body", Text) : body.Error;
        var edited = text.Succeeded
            ? await archive.EditAsync(Key(context), (string)context.Request.RouteValues["turn"]!, text.Value, context.RequestAborted)
            : text.Error;
        await (edited.Succeeded
            ? JsonBody.WriteAsync(context, StatusCodes.Status200OK, json => ConversationWriter.Write(json, edited.Value))
            : Problem.WriteAsync(context, edited.Error));
    }

    private static async Task DeleteAsync(HttpContext context, HistoryArchive archive)
    {
        var deleted = await archive.DeleteAsync(Key(context), context.RequestAborted);
        if (deleted.Succeeded)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await Problem.WriteAsync(context, deleted.Error);
    }

    private static ConversationKey Key(HttpContext context) => new(ConversationHead.DefaultTenant, (string)context.Request.RouteValues["id"]!);

    private static Outcome<string> Text(JsonFields fields)
    {
        var text = fields.Text("text", StoredTurn.LongestText);
        return fields.Finish() is { } error ? error : text is null ? ParleyError.Invalid("text", "'text' is missing.") : text;
    }

    private static Outcome<ConversationQuery> Query(IQueryCollection asked)
    {
        var query = new ConversationQuery(ConversationHead.DefaultTenant);
        if (asked["limit"].ToString() is { Length: > 0 } limit)
        {
            if (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var most) || most is < 1 or > ConversationQuery.MostAtOnce)
            {
                return ParleyError.Invalid("limit", $"A whole number from 1 to {ConversationQuery.MostAtOnce} is needed.");
            }

            query = query with { Limit = most };
        }

        var search = asked["q"].ToString().Trim();
        if (search.Length > ConversationQuery.LongestSearch)
        {
            return ParleyError.Invalid("q", $"{search.Length} characters; at most {ConversationQuery.LongestSearch} are searched for.");
        }

        var after = Cursor.Read(asked["after"]);
        return after.Error is { } error ? error : query with { Search = search, After = after.Value };
    }
}
