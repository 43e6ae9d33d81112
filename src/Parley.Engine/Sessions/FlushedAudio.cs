namespace Parley.Engine.Sessions;

/// <summary>
/// Up to where the client asked for finals, and up to where they have all been said: no utterance reaches over a flush.
/// As many are remembered as utterances wait for their final, whatever the client sends.
/// </summary>
internal sealed class FlushedAudio
{
    private readonly LinkedList<(int Utterance, long Position)> _pending = new();

    /// <summary>Everything before this position is final.</summary>
    public long Settled { get; private set; }

    /// <param name="utterance">The newest utterance before the flush.</param>
    /// <param name="position">Where in the audio the flush stands.</param>
    public void Add(int utterance, long position)
    {
        if (_pending.Last is { } last && last.Value.Utterance == utterance)
        {
            _pending.RemoveLast();
        }

        _pending.AddLast((utterance, position));
    }

    /// <summary>Everything is said about this utterance and those before it; true when that settles a flush.</summary>
    public bool Settle(int utterance)
    {
        var settled = false;
        while (_pending.First is { } first && first.Value.Utterance <= utterance)
        {
            Settled = Math.Max(Settled, first.Value.Position);
            _pending.RemoveFirst();
            settled = true;
        }

        return settled;
    }
}
