namespace Parley.Server.Tests.Clients;

/// <summary>One stock client at a time: each is a process that loads a large package.</summary>
[CollectionDefinition(Name)]
public sealed class ClientCollection
{
    public const string Name = "stock clients";
}
