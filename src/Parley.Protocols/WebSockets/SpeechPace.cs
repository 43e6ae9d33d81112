namespace Parley.Protocols.WebSockets;

/// <summary>Tells who sends audio much faster than it is spoken: a file, or what is sent again after a lost connection.</summary>
/// <param name="rate">Samples a second.</param>
/// <param name="received">Samples that came before.</param>
internal sealed class SpeechPace(int rate, long received, TimeProvider time)
{
    /// <summary>So many times as fast as spoken, or slower: a live speaker, unless the network held something up.</summary>
    private const int Fastest = 4;

    /// <summary>Judged over at least so long, since audio comes in pieces.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    private long _since = time.GetTimestamp();
    private long _before = received;

    /// <summary>So it was when last judged.</summary>
    public bool IsHasty { get; private set; }

    /// <param name="received">Samples since the session began.</param>
    public void Judge(long received)
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_since, now);
        if (elapsed < Window)
        {
            return;
        }

        IsHasty = received - _before > Fastest * elapsed.TotalSeconds * rate;
        (_since, _before) = (now, received);
    }
}
