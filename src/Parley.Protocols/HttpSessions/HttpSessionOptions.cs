namespace Parley.Protocols.HttpSessions;

/// <summary>The limits of a session over HTTP, besides those it shares with WebSocket.</summary>
public sealed record HttpSessionOptions
{
    /// <summary>How long an event stream is quiet before a comment shows that it lives.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client waits before it opens a broken event stream again.</summary>
    public TimeSpan Reconnect { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What a client is told to wait when other audio of its session still arrives.</summary>
    public TimeSpan UploadRetry { get; init; } = TimeSpan.FromSeconds(1);
}
