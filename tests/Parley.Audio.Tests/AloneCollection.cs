namespace Parley.Audio.Tests;

/// <summary>Tests that count what the whole process holds (memory, descriptors) or what lies in the temporary directory.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
