using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.Sessions;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>A session as one client speaks to it.</summary>
internal sealed class SpokenSession(Attachment attachment, bool plain) : IDisposable
{
    private long? _position;

    public Session Session => attachment.Session;

    /// <summary>Started in the words of simple pages.</summary>
    public bool IsPlain => plain;

    /// <summary>The client said that no more audio comes, or has been sent away.</summary>
    public bool Ended { get; private set; }

    /// <summary>Another may be started.</summary>
    public bool IsOver => Ended || IsTakenOver || Session.Completion.IsCompleted;

    /// <summary>Another connection speaks to it.</summary>
    public bool IsTakenOver { get; private set; }

    public void StatePosition(long position) => _position = position;

    /// <summary>Obeys what is said to the one who answers; what is wrong with it, if anything.</summary>
    public ParleyError? Obey(ClientMessage message) => ConversationControl.Obey(message, attachment);

    public SpeechReply Flush()
    {
        var reply = Taken();
        attachment.Flush();
        return reply;
    }

    /// <summary>Takes a chunk, and holds the caller back while the session has too much to do.</summary>
    public async ValueTask<SpeechReply> AppendAsync(ReadOnlyMemory<byte> chunk, long? position, SessionProtocolOptions limits)
    {
        position ??= _position;
        _position = null;
        if (chunk.IsEmpty)
        {
            return SessionErrors.EmptyChunk;
        }

        if (chunk.Length > limits.MaxChunkBytes)
        {
            return SessionErrors.ChunkTooLarge(limits);
        }

        try
        {
            var held = await attachment.AppendAsync(chunk, position);

            // A session that ended by itself or was taken over says so: chunks already on their way are no mistake.
            return held.Error is { Code: ErrorCodes.SessionEnded or ErrorCodes.TakenOver } late ? SpeechReply.Late(late) : SpeechReply.Of(held.Error);
        }
        catch (OperationCanceledException)
        {
            // The client is gone.
            return SpeechReply.Late(SessionErrors.SessionEnded);
        }
    }

    public SpeechReply End()
    {
        var reply = Taken();
        Ended = true;
        attachment.EndInput();
        return reply;
    }

    public void LoseToAnother() => IsTakenOver = true;

    /// <summary>The client is done with it: what was said is finished, and nobody is waited for.</summary>
    public void Finish()
    {
        Ended = true;
        attachment.Finish();
    }

    public void Dispose() => attachment.Dispose();

    private SpeechReply Taken() => Session.State == SessionState.Active ? SpeechReply.Done : SpeechReply.Late(SessionErrors.SessionEnded);
}
