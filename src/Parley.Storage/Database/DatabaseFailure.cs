using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Parley.Failures;

namespace Parley.Storage.Database;

/// <summary>What a database throws, as an error: whether it is about the content or about the database.</summary>
internal static class DatabaseFailure
{
    private const int RetryAfterMs = 5_000;

    /// <summary>Too big, constraint, mismatch.</summary>
    private static readonly HashSet<int> SqliteContent = [18, 19, 20];

    /// <summary>Null for what is no fault of a database.</summary>
    public static ParleyError? Of(Exception fault, string kind) => fault switch
    {
        DbUpdateConcurrencyException => Content("it was changed meanwhile"),
        DbUpdateException { InnerException: { } inner } => Of(inner, kind),
        SqliteException { SqliteErrorCode: var code } when SqliteContent.Contains(code) => Content($"SQLite error {code}"),
        SqliteException { SqliteErrorCode: var code } => Unavailable(kind, Say(code)),
        PostgresException { SqlState: var state } when state.StartsWith("22", StringComparison.Ordinal) || state.StartsWith("23", StringComparison.Ordinal) =>
            Content($"SQLSTATE {state}"),
        PostgresException { SqlState: var state } => Unavailable(kind, $"SQLSTATE {state}"),
        NewerDatabaseException => Unavailable(kind, fault.Message),
        DbException or IOException or UnauthorizedAccessException or TimeoutException or System.Net.Sockets.SocketException =>
            Unavailable(kind, fault.GetType().Name),
        InvalidOperationException { InnerException: { } inner } => Of(inner, kind),
        _ => null,
    };

    private static ParleyError Content(string why) => new(ErrorCodes.InvalidRequest, $"The database refuses it: {why}.");

    /// <summary>Why, but nothing of what was to be written.</summary>
    private static ParleyError Unavailable(string kind, string why) =>
        new(ErrorCodes.StorageUnavailable, $"The database ({kind}) cannot be used now: {why}.") { Retry = true, RetryAfterMs = RetryAfterMs };

    private static string Say(int code) => code switch
    {
        5 or 6 => "it is locked by another process",
        8 => "it may not be written",
        10 => "reading or writing the file failed",
        11 or 26 => "the file is damaged or no database",
        13 => "the disk is full",
        14 => "the file cannot be opened",
        _ => $"SQLite error {code}",
    };
}
