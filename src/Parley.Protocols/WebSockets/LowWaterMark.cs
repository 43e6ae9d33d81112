using System.Net.Sockets;

namespace Parley.Protocols.WebSockets;

/// <summary>How many bytes the system gathers on one socket before it wakes whoever reads.</summary>
internal sealed class LowWaterMark(Socket? socket, LowWaterMarks all)
{
    private bool _raised;
    private bool _stirred;
    private bool _refused = socket is null;

    /// <summary>To be called before each wait for bytes, by who reads them.</summary>
    /// <param name="gather">Whether they may gather.</param>
    public void Await(bool gather)
    {
        Volatile.Write(ref _stirred, true);
        if (gather == Volatile.Read(ref _raised) || _refused)
        {
            return;
        }

        if (gather)
        {
            all.Raise(this);
        }
        else
        {
            all.Lower(this);
        }
    }

    /// <summary>Whether somebody waited anew since this was last asked.</summary>
    internal bool TakeStir() => Interlocked.Exchange(ref _stirred, false);

    /// <summary>Lowering it wakes whoever waits for the bytes that are there.</summary>
    internal bool TrySet(int bytes)
    {
        try
        {
            socket!.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, bytes);
            Volatile.Write(ref _raised, bytes > 1);
            return true;
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // This system has no such mark, or the connection is over.
            Volatile.Write(ref _raised, false);
            _refused = true;
            return false;
        }
    }
}
