using Google.Protobuf;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Protocols.Sessions;
using Parley.V1;
using Wire = Parley.V1;

namespace Parley.Protocols.Grpc.Speech;

/// <summary>Event → message: what <see cref="Sessions.EventWriter"/> writes as JSON. Pure.</summary>
internal static class SpeechEvents
{
    public static StreamResponse Message(LoggedEvent logged)
    {
        var response = Message(logged.Event);
        response.Seq = logged.Sequence;
        return response;
    }

    /// <summary>An error that answers a message of this call and does not belong to the session's history.</summary>
    public static StreamResponse Refusal(ParleyError error, string requestId) =>
        new() { Error = Error(error with { RequestId = error.RequestId ?? requestId }) };

    /// <summary>Where a session stands, for the speaker that came back.</summary>
    public static StreamResponse Resumed(Session session) => new()
    {
        SessionResumed = new()
        {
            SessionId = session.Id,
            State = EventNames.Of(session.State),
            Model = session.Model,
            Language = session.Options.Language,
            Rate = session.Options.Input.Rate,
            Epoch = session.Epoch,
            Received = session.Received,
            Committed = session.Committed,
            Last = session.Events.Last,
            ResumeWindow = session.Options.ResumeWindowSeconds,
        },
    };

    public static Wire.TranscriptFinal Final(Events.TranscriptFinal final)
    {
        var message = new Wire.TranscriptFinal
        {
            Utterance = final.Utterance, Text = final.Text, Language = final.Language, Start = final.Start, End = final.End,
        };
        message.Words.Add((final.Words ?? []).Select(word => new Word { Text = word.Text, Start = word.Start, End = word.End }));
        if (final.Confidence is { } confidence)
        {
            message.Confidence = confidence;
        }

        return message;
    }

    private static StreamResponse Message(SessionEvent said) => said switch
    {
        Events.SessionStarted started => new()
        {
            SessionStarted = new() { SessionId = started.SessionId, Model = started.Model, Language = started.Language, Rate = started.Rate },
        },
        Events.SessionUpdated updated => new() { SessionUpdated = new() { Language = updated.Language, Targets = { updated.Targets } } },
        Events.SpeechStarted speech => new() { SpeechStarted = new() { Utterance = speech.Utterance, Start = speech.Start } },
        Events.TranscriptPartial partial => new()
        {
            TranscriptPartial = new()
            {
                Utterance = partial.Utterance, Stable = partial.Stable, Tail = partial.Tail, Start = partial.Start, End = partial.End,
            },
        },
        Events.SpeechEnded speech => new()
        {
            SpeechEnded = new() { Utterance = speech.Utterance, End = speech.End, Reason = EventNames.Of(speech.Reason) },
        },
        Events.TranscriptFinal final => new() { TranscriptFinal = Final(final) },
        Events.TranslationPartial partial => new()
        {
            TranslationPartial = new() { Utterance = partial.Utterance, Target = partial.Target, Stable = partial.Stable, Tail = partial.Tail },
        },
        Events.TranslationFinal final => new()
        {
            TranslationFinal = new()
            {
                Utterance = final.Utterance, Target = final.Target, Text = final.Text, Translator = final.Translator, Scripted = final.Scripted,
            },
        },
        Events.TranslationFailed failed => new()
        {
            TranslationFailed = new() { Utterance = failed.Utterance, Target = failed.Target, Code = failed.Code, Message = failed.Message },
        },
        MessageHeard message => new() { Message = new() { Text = message.Text } },
        Events.ReplyStarted started => new()
        {
            ReplyStarted = new() { Reply = started.Reply, Assistant = started.Assistant, Scripted = started.Scripted, Rate = started.Rate },
        },
        Events.ReplyText text => new() { ReplyText = new() { Reply = text.Reply, Delta = text.Delta } },
        Events.ReplyAudio piece => new()
        {
            ReplyAudio = new()
            {
                Reply = piece.Reply, Position = piece.Position, Rate = piece.Rate, Data = UnsafeByteOperations.UnsafeWrap(piece.Data),
            },
        },
        Events.ReplyPaused paused => new() { ReplyPaused = new() { Reply = paused.Reply, Position = paused.Position } },
        Events.ReplyResumed resumed => new() { ReplyResumed = new() { Reply = resumed.Reply, Position = resumed.Position } },
        Events.ReplyEnded ended => new()
        {
            ReplyEnded = new() { Reply = ended.Reply, Reason = EventNames.Of(ended.Reason), Played = ended.Played, Text = ended.Text },
        },
        Events.Ack ack => new() { Ack = new() { Received = ack.Received, Committed = ack.Committed } },
        Events.Notice notice => new() { Notice = new() { Code = notice.Code, Message = notice.Message } },
        ErrorRaised raised => new() { Error = Error(raised.Error) },
        Events.Usage usage => new() { Usage = new() { AudioSeconds = usage.AudioSeconds, SpeechSeconds = usage.SpeechSeconds } },
        Events.SessionEnded ended => new() { SessionEnded = new() { Reason = EventNames.Of(ended.Reason) } },
        _ => throw new NotSupportedException($"{said.GetType().Name} has no place in the protocol."),
    };

    private static Error Error(ParleyError error)
    {
        var message = new Error { Code = error.Code, Message = error.Message, Retry = error.Retry, RequestId = error.RequestId ?? "" };
        if (error.Param is { } param)
        {
            message.Param = param;
        }

        if (error.RetryAfterMs is { } wait)
        {
            message.RetryAfterMs = wait;
        }

        if (error.From is { } from)
        {
            message.From = from;
        }

        if (error.To is { } to)
        {
            message.To = to;
        }

        return message;
    }
}
