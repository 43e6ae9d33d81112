using Parley.Audio.Files;
using Parley.Engine.Sessions;

namespace Parley.Server.Configuration;

/// <summary>Every bound of the server.</summary>
public sealed record LimitOptions
{
    public required SessionLimits Sessions { get; init; }

    public required AudioFileLimits Files { get; init; }

    /// <summary>Recordings received at once; each may take as much temporary disk as a recording may have bytes.</summary>
    public required int MaxUploads { get; init; }

    /// <summary>Uploaded recordings decoded at once, a process each; one more waits its turn.</summary>
    public required int MaxDecoders { get; init; }

    /// <summary>Network connections at once; one more is closed at once.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>A connection that says nothing for this long is closed.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>How long open utterances may take to finish when the server stops.</summary>
    public required TimeSpan Shutdown { get; init; }
}
