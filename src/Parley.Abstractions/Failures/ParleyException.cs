namespace Parley.Failures;

/// <summary>Carries a <see cref="ParleyError"/> through code whose contract is exceptions (streams, middleware).</summary>
public sealed class ParleyException(ParleyError error, Exception? inner = null) : Exception(error.Message, inner)
{
    public ParleyError Error { get; } = error;
}
