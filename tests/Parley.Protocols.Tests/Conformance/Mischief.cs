namespace Parley.Protocols.Tests.Conformance;

/// <summary>What no well-behaved client sends, for each driver to say in its own way.</summary>
internal enum Mischief
{
    /// <summary>A message whose type nobody knows.</summary>
    UnknownType,

    /// <summary>Text that is no JSON object.</summary>
    BadJson,

    /// <summary>Text that is not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>A request for a recording's text, without the recording.</summary>
    MissingFile,
}
