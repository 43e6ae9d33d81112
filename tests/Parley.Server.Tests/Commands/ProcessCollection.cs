namespace Parley.Server.Tests.Commands;

/// <summary>Tests that run the program: one after another, since each run uses every core.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessCollection
{
    public const string Name = "processes";
}
