using Parley.Cluster;
using Parley.Conformance;
using Parley.Testing;

namespace Parley.Storage;

/// <summary>The directory that other tests run several nodes with.</summary>
public sealed class MemorySessionDirectoryTests : SessionDirectoryConformance
{
    protected override ISessionDirectory Directory { get; } = new MemorySessionDirectory(TimeProvider.System, Capacity);
}
