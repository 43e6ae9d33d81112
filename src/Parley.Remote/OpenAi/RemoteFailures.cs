using System.Globalization;
using System.Net;
using System.Text.Json;
using Parley.Failures;

namespace Parley.Remote.OpenAi;

/// <summary>
/// What a failure of a remote server is, in the categories that routing decides by. The sentences name the server and what
/// it did, never what was sent or answered.
/// </summary>
internal static class RemoteFailures
{
    private const int LongestWait = 24 * 3_600;

    public static ParleyError Of(OpenAiServer server, int status, string? retryAfter, bool quota)
    {
        var error = ParleyError.Provider(Category(status, quota), $"{server.BaseUrl.Host} answered {status} ({Meaning(status, quota)}).");
        return int.TryParse(retryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? error with { RetryAfterMs = Math.Min(seconds, LongestWait) * 1_000 }
            : error;
    }

    /// <summary>Anything that was thrown on the way; what is not the server's doing stays what it is.</summary>
    public static ParleyError? Of(OpenAiServer server, Exception fault) => fault switch
    {
        ParleyException told => told.Error,
        _ when fault.InnerException is ParleyException inner => inner.Error,
        JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException =>
            Nonsense(server, "what it answered is not what the API says"),
        HttpRequestException or IOException or TimeoutException or OperationCanceledException =>
            ParleyError.Provider(FailureCategory.Transient, $"{server.BaseUrl.Host} cannot be reached, or broke off."),
        _ => null,
    };

    public static ParleyError Nonsense(OpenAiServer server, string what) =>
        ParleyError.Provider(FailureCategory.InvalidOutput, $"{server.BaseUrl.Host}: {what}.");

    public static ParleyError Slow(OpenAiServer server) => ParleyError.Provider(
        FailureCategory.Transient, $"{server.BaseUrl.Host} did not begin to answer within {server.AnswerTimeout.TotalSeconds:0.#} s.");

    private static FailureCategory Category(int status, bool quota) => status switch
    {
        401 or 403 => FailureCategory.Unauthorised,
        402 => FailureCategory.Exhausted,
        429 when quota => FailureCategory.Exhausted,
        429 => FailureCategory.Throttled,
        408 or 409 or 425 or >= 500 => FailureCategory.Transient,
        >= 400 => FailureCategory.Rejected,
        _ => FailureCategory.InvalidOutput,
    };

    private static string Meaning(int status, bool quota) => Category(status, quota) switch
    {
        FailureCategory.Unauthorised => "the key is wrong or missing",
        FailureCategory.Exhausted => "the quota is used up",
        FailureCategory.Throttled => "too many requests",
        FailureCategory.Rejected => "it does not take the request",
        FailureCategory.Transient => "it failed",
        _ => ((HttpStatusCode)status).ToString(),
    };
}
