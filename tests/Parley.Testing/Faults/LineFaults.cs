namespace Parley.Testing.Faults;

/// <summary>What is wrong with one direction of a proxy's connections; nothing, unless it is said.</summary>
public sealed record LineFaults
{
    /// <summary>Nothing is held back for longer.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    public static readonly LineFaults None = new();

    /// <summary>How much later everything arrives.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>By chance so much later still; nothing overtakes anything.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>So many bytes arrive at once…</summary>
    public int? PieceBytes { get; init; }

    /// <summary>…and the next ones after this.</summary>
    public TimeSpan PieceEvery { get; init; }

    /// <summary>Asked once for each connection: what becomes of each byte of it, one after the other.</summary>
    public Func<Func<byte, byte>>? Corrupt { get; init; }

    /// <summary>A line that carries so many bytes a second, in fifty pieces.</summary>
    public static LineFaults Rate(int bytesPerSecond) => bytesPerSecond is >= 50 and <= 1 << 30
        ? new LineFaults { PieceBytes = bytesPerSecond / 50, PieceEvery = TimeSpan.FromSeconds((double)(bytesPerSecond / 50) / bytesPerSecond) }
        : throw new ArgumentOutOfRangeException(nameof(bytesPerSecond), bytesPerSecond, "50 bytes a second to 1 GiB.");

    /// <summary>A line on which one byte after the other drips in.</summary>
    public static LineFaults Drip(TimeSpan every) => new() { PieceBytes = 1, PieceEvery = every };

    internal bool Possible =>
        Latency >= TimeSpan.Zero && Jitter >= TimeSpan.Zero && Latency + Jitter <= LongestDelay
        && PieceBytes is null or >= 1 and <= 1 << 30 && PieceEvery >= TimeSpan.Zero && PieceEvery <= LongestDelay;
}
