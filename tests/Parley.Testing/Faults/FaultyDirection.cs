using System.Net.Sockets;

namespace Parley.Testing.Faults;

/// <summary>What all connections of a proxy have in common in one direction.</summary>
internal sealed class FaultyDirection(int seed)
{
    private readonly Random _random = new(seed);
    private LineFaults _faults = LineFaults.None;
    private long _sent;
    private long _swallowed;

    public LineFaults Faults
    {
        get => Volatile.Read(ref _faults);
        set => Volatile.Write(
            ref _faults,
            value.Possible ? value : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"Delays are at most {LineFaults.LongestDelay}, and a piece has at least a byte."));
    }

    public long Sent => Interlocked.Read(ref _sent);

    public long Swallowed => Interlocked.Read(ref _swallowed);

    /// <summary>Asked after each piece that is sent: how much of it may go, and whether the cable is cut after it.</summary>
    public Func<int, (int Count, Action? Cut)> Limit { get; set; } = static count => (count, null);

    public TimeSpan Delay()
    {
        var faults = Faults;
        lock (_random)
        {
            return faults.Latency + (faults.Jitter * _random.NextDouble());
        }
    }

    public async ValueTask SendAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken cut)
    {
        Interlocked.Add(ref _sent, bytes.Length);
        var (count, end) = Limit(bytes.Length);
        await to.SendAsync(bytes[..count], cut);
        end?.Invoke();
    }

    public void Swallow(int count) => Interlocked.Add(ref _swallowed, count);
}
