using System.Diagnostics.CodeAnalysis;

namespace Parley.Failures;

/// <summary>A value or the error that stands in its place: expected failure is a value, not an exception.</summary>
public readonly record struct Outcome<T>
{
    internal Outcome(T? value, ParleyError? error) => (Value, Error) = (value, error);

    /// <summary>For interfaces, which implicit conversion does not cover.</summary>
    public Outcome(T value)
        : this(value, null)
    {
    }

    /// <summary>The value; set when <see cref="Error"/> is null.</summary>
    public T? Value { get; }

    public ParleyError? Error { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    [SuppressMessage("Usage", "CA2225", Justification = "Outcomes are made by returning a value or an error.")]
    public static implicit operator Outcome<T>(T value) => new(value, null);

    [SuppressMessage("Usage", "CA2225", Justification = "Outcomes are made by returning a value or an error.")]
    public static implicit operator Outcome<T>(ParleyError error) => new(default, error);

    /// <summary>The value, or the error thrown; for callers whose own contract is exceptions.</summary>
    public T ValueOrThrow() => Succeeded ? Value : throw new ParleyException(Error);
}

/// <summary>Makes outcomes where the conversion from a value does not apply.</summary>
public static class Outcome
{
    /// <summary>For values whose type is an interface, from which the language allows no conversion.</summary>
    public static Outcome<T> Of<T>(T value) => new(value, null);
}
