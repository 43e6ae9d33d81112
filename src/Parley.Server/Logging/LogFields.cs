using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;

namespace Parley.Server.Logging;

/// <summary>The named values of a log entry and of the scopes around it, by their names in snake_case.</summary>
internal static class LogFields
{
    public const string TraceId = "trace_id";
    public const string SessionId = "session_id";

    /// <summary>The template itself, and what the web server says of each request: the trace id says it better.</summary>
    private static readonly HashSet<string> Hidden =
        new(StringComparer.Ordinal) { "{OriginalFormat}", "RequestId", "ConnectionId", "RequestPath" };

    /// <summary>Scopes from the outside in, then the entry itself: the nearest value of a name wins.</summary>
    public static Dictionary<string, object?> Collect<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (Activity.Current is { } activity)
        {
            fields[TraceId] = activity.TraceId.ToHexString();
            if (activity.GetTagItem(SessionId) is { } session)
            {
                fields[SessionId] = session;
            }
        }

        scopes?.ForEachScope(static (scope, into) => Add(scope, into), fields);
        Add(entry.State, fields);
        return fields;
    }

    private static void Add(object? state, Dictionary<string, object?> into)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> pairs)
        {
            return;
        }

        foreach (var (name, value) in pairs)
        {
            if (value is not null && !Hidden.Contains(name))
            {
                into[JsonNamingPolicy.SnakeCaseLower.ConvertName(name)] = value;
            }
        }
    }
}
