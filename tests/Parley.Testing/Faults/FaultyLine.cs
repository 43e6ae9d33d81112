using System.Net.Sockets;
using System.Threading.Channels;

namespace Parley.Testing.Faults;

/// <summary>
/// One direction of one connection: what is read is under way until it is due, then written as the faults say. At most
/// <see cref="MostUnderWay"/> reads are under way; then whoever sends has to wait.
/// </summary>
internal sealed class FaultyLine(Socket from, Socket to, FaultyDirection direction, Func<bool> silent, TimeProvider time)
{
    private const int ReadBytes = 16 * 1024;
    private const int MostUnderWay = 64;

    private readonly Func<byte, byte>? _corrupt = direction.Faults.Corrupt?.Invoke();
    private readonly Channel<(byte[] Bytes, long Due)> _underWay =
        Channel.CreateBounded<(byte[], long)>(new BoundedChannelOptions(MostUnderWay) { SingleReader = true, SingleWriter = true });

    /// <summary>Completes when the sender has said its last word.</summary>
    public async Task ReadAsync(CancellationToken cut)
    {
        var buffer = new byte[ReadBytes];
        for (var due = 0L; await from.ReceiveAsync(buffer, cut) is var count && count > 0;)
        {
            var bytes = buffer[..count];
            if (_corrupt is not null)
            {
                bytes = Array.ConvertAll(bytes, each => _corrupt(each));
            }

            var late = direction.Delay();
            due = Math.Max(due, time.GetTimestamp() + (long)(late.TotalSeconds * time.TimestampFrequency));
            await _underWay.Writer.WriteAsync((bytes, due), cut);
        }

        _underWay.Writer.Complete();
    }

    /// <summary>Completes when all of it has arrived and the receiver knows that it was the last.</summary>
    public async Task WriteAsync(CancellationToken cut)
    {
        await foreach (var (bytes, due) in _underWay.Reader.ReadAllAsync(cut))
        {
            var wait = time.GetElapsedTime(time.GetTimestamp(), due);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cut);
            }

            for (var sent = 0; sent < bytes.Length;)
            {
                var faults = direction.Faults;
                var count = Math.Min(faults.PieceBytes ?? int.MaxValue, bytes.Length - sent);
                if (silent())
                {
                    direction.Swallow(count);
                }
                else
                {
                    await direction.SendAsync(to, bytes.AsMemory(sent, count), cut);
                }

                sent += count;
                if (faults.PieceEvery > TimeSpan.Zero)
                {
                    await Task.Delay(faults.PieceEvery, time, cut);
                }
            }
        }

        if (silent())
        {
            // The other side is not told, for as long as there is a cable.
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cut);
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
