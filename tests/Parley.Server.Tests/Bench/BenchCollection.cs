namespace Parley.Server.Tests.Bench;

/// <summary>
/// One suite of the bench at a time. Nearly all of it is waiting, for speech and for servers to be missed, and nothing here is asked to
/// be fast: other tests may run beside it.
/// </summary>
[CollectionDefinition(Name)]
public sealed class BenchCollection
{
    public const string Name = "bench";
}
