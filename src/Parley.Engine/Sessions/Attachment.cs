using Parley.Engine.Stages.Conversing;
using Parley.Failures;

namespace Parley.Engine.Sessions;

/// <summary>
/// One connection's right to speak to a session, until a newer one takes it over. Disposing gives it back without ending
/// a resumable session.
/// </summary>
public sealed class Attachment : IDisposable
{
    private readonly SpeakerPresence _presence;
    private readonly Action _takenOver;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationToken _token;
    private long _replayed;
    private bool _disposed;

    internal Attachment(Session session, SpeakerPresence presence, Action takenOver, CancellationToken gone)
    {
        (Session, _presence, _takenOver) = (session, presence, takenOver);
        _lost = CancellationTokenSource.CreateLinkedTokenSource(gone);
        _token = _lost.Token;
    }

    public Session Session { get; }

    /// <summary>From 1, one more with each attachment of the session.</summary>
    public long Epoch { get; private set; }

    /// <summary>Every sample before this was held when the speaker attached; audio sent again up to here is dropped silently.</summary>
    public long Received => _replayed;

    /// <summary>
    /// Accepts a chunk as the session does, refused with <c>taken_over</c> when a newer speaker has the session. Cancelled
    /// when this one's connection is gone.
    /// </summary>
    /// <param name="more">
    /// Another chunk follows at once, or <see cref="Hear"/> when none does: small chunks that come together are heard
    /// together, for waking the session costs more than any of them.
    /// </param>
    public async ValueTask<Outcome<long>> AppendAsync(ReadOnlyMemory<byte> chunk, long? position, bool more = false)
    {
        if (!_presence.IsCurrent(this))
        {
            return TakenOver;
        }

        try
        {
            await _presence.Turn.WaitAsync(_token).ConfigureAwait(false);
            try
            {
                return _presence.IsCurrent(this)
                    ? await Session.AppendAsync(chunk, position, _replayed, more, _token).ConfigureAwait(false)
                    : TakenOver;
            }
            finally
            {
                _presence.Turn.Release();
            }
        }
        catch (OperationCanceledException) when (!_presence.IsCurrent(this))
        {
            return TakenOver;
        }
    }

    /// <summary>No further chunk follows those that were announced.</summary>
    public void Hear() => Session.Hear();

    /// <summary>Closes the utterance that is open at this place in the audio.</summary>
    public void Flush()
    {
        if (_presence.IsCurrent(this))
        {
            Session.Flush();
        }
    }

    /// <summary>What was asked for changes; as <see cref="Session.Update"/>.</summary>
    public Outcome<bool> Update(SessionUpdate update) => _presence.IsCurrent(this) ? Session.Update(update) : TakenOver;

    /// <summary>The user writes; as <see cref="Session.Write"/>.</summary>
    public Outcome<bool> Write(string text) => _presence.IsCurrent(this) ? Session.Write(text) : TakenOver;

    /// <summary>An answer is wanted; as <see cref="Session.AskReply"/>.</summary>
    public Outcome<bool> AskReply(ReplyRequest request) => _presence.IsCurrent(this) ? Session.AskReply(request) : TakenOver;

    /// <summary>Answers otherwise; as <see cref="Session.ChangeConverse"/>.</summary>
    public Outcome<bool> ChangeConverse(ConverseOptions options) => _presence.IsCurrent(this) ? Session.ChangeConverse(options) : TakenOver;

    /// <summary>No more of a reply is wanted; as <see cref="Session.CancelReply"/>.</summary>
    public Outcome<bool> CancelReply(int? reply) => _presence.IsCurrent(this) ? Session.CancelReply(reply) : TakenOver;

    /// <summary>So much of a reply was played; as <see cref="Session.ReplyPlayed"/>.</summary>
    public Outcome<bool> ReplyPlayed(int reply, long position) =>
        _presence.IsCurrent(this) ? Session.ReplyPlayed(reply, position) : TakenOver;

    /// <summary>No more audio: finals follow, then the session ends.</summary>
    public void EndInput()
    {
        if (_presence.IsCurrent(this))
        {
            Session.EndInput();
        }
    }

    /// <summary>The speaker is done with the session for good: what was said is finished, and nobody is waited for.</summary>
    public void Finish() => _presence.Finish(this);

    public void Dispose()
    {
        lock (_lost)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _lost.Cancel();
            _lost.Dispose();
        }

        _presence.Detach(this);
    }

    internal static ParleyError TakenOver { get; } =
        new(ErrorCodes.TakenOver, "Another connection speaks to this session now.");

    /// <summary>Takes the session over, and waits until whoever spoke before has let go of its audio.</summary>
    internal async Task EnterAsync()
    {
        (Epoch, var before) = _presence.Enter(this);
        before?.Lose();
        await _presence.Turn.WaitAsync().ConfigureAwait(false);
        _replayed = Session.Rejoin();
        _presence.Turn.Release();
    }

    internal void Lose()
    {
        lock (_lost)
        {
            if (_disposed)
            {
                return;
            }

            _lost.Cancel();
        }

        _takenOver();
    }
}
