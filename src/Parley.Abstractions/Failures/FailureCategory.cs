namespace Parley.Failures;

/// <summary>Why one attempt at a provider failed; routing decides from it alone.</summary>
public enum FailureCategory
{
    /// <summary>The same attempt may succeed at once.</summary>
    Transient,

    /// <summary>The provider is over its rate; wait.</summary>
    Throttled,

    /// <summary>The provider refused this input; another attempt with it fails too.</summary>
    Rejected,

    /// <summary>The credentials are wrong or missing.</summary>
    Unauthorised,

    /// <summary>The provider answered something that is not an answer.</summary>
    InvalidOutput,

    /// <summary>A quota or a local resource has run out.</summary>
    Exhausted,
}
