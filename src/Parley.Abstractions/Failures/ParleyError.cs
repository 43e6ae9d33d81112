using System.Text.Json.Serialization;

namespace Parley.Failures;

/// <summary>The one shape of an error, on every protocol.</summary>
/// <param name="Code">A stable word from <see cref="ErrorCodes"/>.</param>
/// <param name="Message">One sentence for a person: what was wrong and what the limit is.</param>
public sealed record ParleyError(string Code, string Message)
{
    /// <summary>The field that was wrong, as the wire names it.</summary>
    public string? Param { get; init; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool Retry { get; init; }

    /// <summary>When to try again, milliseconds.</summary>
    public int? RetryAfterMs { get; init; }

    /// <summary>The trace id under which the server logged this request.</summary>
    public string? RequestId { get; init; }

    /// <summary>First sample of a hole or an overlap, at the session's input rate.</summary>
    public long? From { get; init; }

    /// <summary>One past the last sample of a hole or an overlap.</summary>
    public long? To { get; init; }

    /// <summary>Why a provider failed; null for what is not a provider's failure.</summary>
    [JsonIgnore]
    public FailureCategory? Category { get; init; }

    public static ParleyError Invalid(string param, string message, string code = ErrorCodes.InvalidRequest) =>
        new(code, message) { Param = param };

    public static ParleyError Provider(FailureCategory category, string message) =>
        new(ErrorCodes.ProviderFailed, message)
        {
            Category = category,
            Retry = category is FailureCategory.Transient or FailureCategory.Throttled,
        };
}
