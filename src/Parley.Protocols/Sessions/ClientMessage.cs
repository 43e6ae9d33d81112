using Parley.Engine.Sessions;

namespace Parley.Protocols.Sessions;

/// <summary>What a client says in text: see <c>docs/protocol.md</c>.</summary>
internal abstract record ClientMessage;

/// <summary><c>session.start</c></summary>
internal sealed record StartSession(SessionOptions Options) : ClientMessage;

/// <summary><c>session.resume</c></summary>
/// <param name="After">The last event the client has.</param>
internal sealed record ResumeSession(string SessionId, long After) : ClientMessage;

/// <summary><c>audio.position</c>: where the next chunk of audio starts, samples.</summary>
internal sealed record StatePosition(long Position) : ClientMessage;

/// <summary><c>audio.flush</c></summary>
internal sealed record FlushAudio : ClientMessage;

/// <summary><c>message</c>: the user writes instead of speaking.</summary>
internal sealed record WrittenMessage(string Text) : ClientMessage;

/// <summary><c>reply.create</c>: an answer is wanted to what was said so far.</summary>
/// <param name="Instructions">What the assistant is told to be for this one; null: as always.</param>
internal sealed record CreateReply(string? Instructions) : ClientMessage;

/// <summary><c>reply.cancel</c></summary>
/// <param name="Reply">Null: whichever it is.</param>
internal sealed record CancelReply(int? Reply) : ClientMessage;

/// <summary><c>reply.played</c>: how far a reply was played, samples.</summary>
internal sealed record PlayedReply(int Reply, long Position) : ClientMessage;

/// <summary><c>session.update</c></summary>
internal sealed record UpdateSession(SessionUpdate Update) : ClientMessage;

/// <summary><c>session.end</c></summary>
internal sealed record EndSession : ClientMessage;
