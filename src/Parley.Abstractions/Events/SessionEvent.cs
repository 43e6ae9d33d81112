using System.Text.Json.Serialization;
using Parley.Failures;

namespace Parley.Events;

/// <summary>
/// What a session says. Every event gets a sequence number when it enters the event log.
/// Times are seconds from the session's sample 0, to the millisecond; positions are samples at the input rate.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SessionStarted), "session.started")]
[JsonDerivedType(typeof(SessionUpdated), "session.updated")]
[JsonDerivedType(typeof(SpeechStarted), "speech.started")]
[JsonDerivedType(typeof(SpeechEnded), "speech.ended")]
[JsonDerivedType(typeof(TranscriptPartial), "transcript.partial")]
[JsonDerivedType(typeof(TranscriptFinal), "transcript.final")]
[JsonDerivedType(typeof(TranslationPartial), "translation.partial")]
[JsonDerivedType(typeof(TranslationFinal), "translation.final")]
[JsonDerivedType(typeof(TranslationFailed), "translation.failed")]
[JsonDerivedType(typeof(MessageHeard), "message")]
[JsonDerivedType(typeof(ReplyStarted), "reply.started")]
[JsonDerivedType(typeof(ReplyText), "reply.text")]
[JsonDerivedType(typeof(ReplyAudio), "reply.audio")]
[JsonDerivedType(typeof(ReplyPaused), "reply.paused")]
[JsonDerivedType(typeof(ReplyResumed), "reply.resumed")]
[JsonDerivedType(typeof(ReplyEnded), "reply.ended")]
[JsonDerivedType(typeof(Ack), "ack")]
[JsonDerivedType(typeof(Notice), "notice")]
[JsonDerivedType(typeof(ErrorRaised), "error")]
[JsonDerivedType(typeof(Usage), "usage")]
[JsonDerivedType(typeof(SessionEnded), "session.ended")]
public abstract record SessionEvent;

/// <summary>First event of every session.</summary>
/// <param name="SessionId">Names the session in URLs.</param>
/// <param name="Model">The model that recognises.</param>
/// <param name="Language">The language in force (BCP-47).</param>
/// <param name="Rate">Input rate: the unit of every position.</param>
public sealed record SessionStarted(string SessionId, string Model, string Language, int Rate) : SessionEvent;

/// <summary>What the client asked for was changed.</summary>
/// <param name="Language">Of utterances that begin from now on (BCP-47).</param>
/// <param name="Targets">What is said is translated into from now on; empty: into nothing.</param>
public sealed record SessionUpdated(string Language, IReadOnlyList<string> Targets) : SessionEvent;

/// <summary>Speech was heard.</summary>
public sealed record SpeechStarted(int Utterance, double Start) : SessionEvent;

/// <summary>The utterance was closed by endpointing; its final follows.</summary>
/// <param name="Reason">Why it was closed.</param>
public sealed record SpeechEnded(int Utterance, double End, SpeechEndReason Reason) : SessionEvent;

/// <summary>Why an utterance was closed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SpeechEndReason>))]
public enum SpeechEndReason
{
    /// <summary>The speaker stopped for the endpointing silence.</summary>
    [JsonStringEnumMemberName("silence")] Silence,

    /// <summary>The utterance reached its longest length and was cut at its quietest point.</summary>
    [JsonStringEnumMemberName("max_length")] MaxLength,

    /// <summary>The client asked for a final now.</summary>
    [JsonStringEnumMemberName("flush")] Flush,

    /// <summary>The audio ended, stalled or broke off at a hole.</summary>
    [JsonStringEnumMemberName("input_ended")] InputEnded,
}

/// <summary>The hypothesis so far. What is shown is <paramref name="Stable"/> followed by <paramref name="Tail"/>.</summary>
/// <param name="Utterance">Number of the utterance, from 1.</param>
/// <param name="Stable">Only ever grows within the utterance; the final starts with it.</param>
/// <param name="Tail">May change with the next partial; carries its own leading space.</param>
/// <param name="Start">Where the utterance starts.</param>
/// <param name="End">Up to where it was heard.</param>
public sealed record TranscriptPartial(int Utterance, string Stable, string Tail, double Start, double End) : SessionEvent;

/// <summary>The text of one utterance; never changes again.</summary>
public sealed record TranscriptFinal(int Utterance, string Text, string Language, double Start, double End) : SessionEvent
{
    /// <summary>Word times, where the model gives them and the session asked for them.</summary>
    public IReadOnlyList<TimedWord>? Words { get; init; }

    /// <summary>0 to 1, where the model gives it.</summary>
    public double? Confidence { get; init; }
}

/// <summary>One word and where it stands, seconds from the session's sample 0.</summary>
public sealed record TimedWord(string Text, double Start, double End);

/// <summary>How far the server has come.</summary>
/// <param name="Received">Every sample before this is held.</param>
/// <param name="Committed">Every final before this is durable; the client may forget the audio before it.</param>
public sealed record Ack(long Received, long Committed) : SessionEvent;

/// <summary>Something the user should know that is not a failure.</summary>
public sealed record Notice(string Code, string Message) : SessionEvent;

/// <summary>Something failed; the session goes on unless <c>session.ended</c> follows.</summary>
public sealed record ErrorRaised([property: JsonIgnore] ParleyError Error) : SessionEvent
{
    /// <summary>The utterance whose final failed; null when it is not about one.</summary>
    [JsonIgnore]
    public int? Utterance { get; init; }

    public string Code => Error.Code;

    public string Message => Error.Message;

    public string? Param => Error.Param;

    public bool Retry => Error.Retry;

    public int? RetryAfterMs => Error.RetryAfterMs;

    public string? RequestId => Error.RequestId;

    public long? From => Error.From;

    public long? To => Error.To;
}

/// <summary>What the session consumed.</summary>
/// <param name="AudioSeconds">Audio accepted.</param>
/// <param name="SpeechSeconds">Of it, speech that was recognised.</param>
public sealed record Usage(double AudioSeconds, double SpeechSeconds) : SessionEvent;

/// <summary>Last event of every session.</summary>
public sealed record SessionEnded(SessionEndReason Reason) : SessionEvent;

/// <summary>Why a session ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SessionEndReason>))]
public enum SessionEndReason
{
    /// <summary>The client ended its audio and everything was recognised.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>The client went away.</summary>
    [JsonStringEnumMemberName("abandoned")] Abandoned,

    /// <summary>The server is stopping.</summary>
    [JsonStringEnumMemberName("shutdown")] Shutdown,

    /// <summary>The session could not go on; an error event says why.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}
