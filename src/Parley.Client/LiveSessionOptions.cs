namespace Parley.Client;

/// <summary>What a live session is asked to be, and how its client behaves when the connection breaks.</summary>
public sealed record LiveSessionOptions
{
    /// <summary>The server's base address: <c>http</c>, <c>https</c>, <c>ws</c> or <c>wss</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>BCP-47, or <c>auto</c>; null: the server's default.</summary>
    public string? Language { get; init; }

    /// <summary>A name from <c>/v1/models</c>; null: the server's default.</summary>
    public string? Model { get; init; }

    /// <summary>What is said is said in other languages as well; null: it is not.</summary>
    public TranslateOptions? Translate { get; init; }

    /// <summary>As fast as the server can, without partials, instead of live.</summary>
    public bool Batch { get; init; }

    /// <summary>Samples a second of one channel, 8000 to 48000; the samples are signed 16-bit little endian.</summary>
    public int Rate { get; init; } = 16_000;

    /// <summary>1 or 2, interleaved.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Whether what is said is kept for later; null: as the server does.</summary>
    public bool? KeepText { get; init; }

    /// <summary>Whether what is heard is kept too; null: as the server does.</summary>
    public bool? KeepAudio { get; init; }

    /// <summary>How long the server waits for a client that is away, 1 to 600 s; the client tries as long.</summary>
    public int ResumeWindowSeconds { get; init; } = 120;

    /// <summary>Audio that is kept until the server has it, at least 45 s; whoever sends more waits.</summary>
    public TimeSpan Ring { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The first wait before attaching again; the next ones double, and each is cut by chance to half at most.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait before attaching again.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How often a silent server is asked for a sign of life; a connection on which none comes for twice as long is lost.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Opening a connection and the server's first answer together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    internal int FrameBytes => sizeof(short) * Channels;
}
