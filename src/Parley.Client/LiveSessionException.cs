namespace Parley.Client;

/// <summary>Why a session could not begin or go on.</summary>
/// <param name="code">The server's code (<c>docs/protocol.md</c>), or <c>connection_lost</c>.</param>
/// <param name="retry">Whether another session may succeed.</param>
public sealed class LiveSessionException(string code, string message, bool retry, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;

    public bool Retry { get; } = retry;

    /// <summary>How long the server asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    internal static LiveSessionException Of(LiveEvent error) => new(
        error.Field("code") ?? "internal_error",
        error.Field("message") ?? "The server gave no reason.",
        error.Body.TryGetProperty("retry", out var retry) && retry.ValueKind == System.Text.Json.JsonValueKind.True)
    {
        RetryAfter = error.Body.TryGetProperty("retry_after_ms", out var wait) && wait.ValueKind == System.Text.Json.JsonValueKind.Number
            ? TimeSpan.FromMilliseconds(wait.GetInt32())
            : null,
    };
}
