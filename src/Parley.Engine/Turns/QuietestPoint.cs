namespace Parley.Engine.Turns;

/// <summary>Remembers how loud the last stretch of audio was and finds the best place to cut it.</summary>
internal sealed class QuietestPoint(long span)
{
    private readonly Queue<VoiceFrame> _frames = new();

    public void Add(in VoiceFrame frame)
    {
        _frames.Enqueue(frame);
        while (frame.End - _frames.Peek().Start > span)
        {
            _frames.Dequeue();
        }
    }

    public void Clear() => _frames.Clear();

    /// <summary>The middle of the quietest three frames in a row; <paramref name="fallback"/> when too few are held.</summary>
    public long Find(long fallback)
    {
        var (before, middle) = (default(VoiceFrame), default(VoiceFrame));
        var (index, best, cut) = (0, double.MaxValue, fallback);
        foreach (var frame in _frames)
        {
            var power = before.Power + middle.Power + frame.Power;
            if (index++ >= 2 && power < best)
            {
                best = power;
                cut = (middle.Start + middle.End) / 2;
            }

            (before, middle) = (middle, frame);
        }

        return cut;
    }
}
