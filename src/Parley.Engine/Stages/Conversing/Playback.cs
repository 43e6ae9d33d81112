namespace Parley.Engine.Stages.Conversing;

/// <summary>
/// How far a reply is played at the client: as it reports, and between reports as the clock says. Audio that was not sent
/// cannot be played. Pure; not thread-safe.
/// </summary>
internal sealed class Playback(int rate)
{
    private double _played;
    private TimeSpan _at;
    private bool _paused;

    /// <summary>Samples sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Samples played, as of the last <see cref="Advance"/>.</summary>
    public long Played => (long)_played;

    /// <summary>How much is sent and not played.</summary>
    public TimeSpan Ahead => TimeSpan.FromSeconds((Sent - _played) / rate);

    public void Advance(TimeSpan now)
    {
        if (!_paused && now > _at)
        {
            _played = Math.Min(Sent, _played + ((now - _at).TotalSeconds * rate));
        }

        _at = now;
    }

    public void Send(int samples) => Sent += samples;

    public void Pause(bool paused) => _paused = paused;

    /// <summary>The client says how far it is; false: it cannot be there.</summary>
    public bool Report(long position)
    {
        if (position < 0 || position > Sent)
        {
            return false;
        }

        _played = position;
        return true;
    }
}
