using System.Text.Json;
using Parley.Events;
using Parley.History;

namespace Parley.Engine.History;

/// <summary>What of a session's events is worth keeping. The same events give the same notes, on whichever node.</summary>
internal sealed class NoteTaker(ConversationHead head)
{
    private int _rate = 1;
    private long _replyStartMs;
    private double _audioSeconds;

    /// <summary>How many turns there were.</summary>
    public int Turns { get; private set; }

    /// <summary>The last note, once the session has ended.</summary>
    public EndNote? End { get; private set; }

    /// <param name="heardMs">How much audio the session had taken when this was said.</param>
    /// <param name="now">When it was said.</param>
    public HistoryNote? Take(LoggedEvent logged, long heardMs, DateTimeOffset now)
    {
        switch (logged.Event)
        {
            case TranscriptFinal final:
                return Note(new StoredTurn($"u{final.Utterance}", logged.Sequence)
                {
                    Speaker = Speaker.User,
                    Text = Bound(final.Text),
                    StartMs = Milliseconds(final.Start),
                    EndMs = Milliseconds(final.End),
                    Language = final.Language,
                    Words = final.Words,
                });
            case TranslationFinal { Translator.Length: > 0, Text.Length: > 0 } translated:
                return new TranslationNote(head, $"u{translated.Utterance}", translated.Target, Bound(translated.Text));
            case MessageHeard written:
                return Note(new StoredTurn($"m{logged.Sequence}", logged.Sequence) { Speaker = Speaker.User, Text = Bound(written.Text) });
            case ReplyStarted started:
                (_rate, _replyStartMs) = (Math.Max(1, started.Rate), heardMs);
                return null;
            case ReplyEnded { Text.Length: > 0 } reply:
                var played = reply.Played * 1_000 / _rate;
                return Note(new StoredTurn($"r{reply.Reply}", logged.Sequence)
                {
                    Speaker = Speaker.Assistant,
                    Text = Bound(reply.Text),
                    StartMs = _replyStartMs,
                    EndMs = _replyStartMs + played,
                    Reason = JsonSerializer.SerializeToElement(reply.Reason).GetString(),
                    PlayedMs = played,
                });
            case Usage usage:
                _audioSeconds = usage.AudioSeconds;
                return null;
            case SessionEnded ended:
                End = new EndNote(head, now, ended.Reason, _audioSeconds);
                return null;
            default:
                return null;
        }
    }

    private TurnNote Note(StoredTurn turn)
    {
        Turns++;
        return new TurnNote(head, turn);
    }

    private static string Bound(string text) => text.Length <= StoredTurn.LongestText ? text : text[..StoredTurn.LongestText];

    private static long Milliseconds(double seconds) => (long)Math.Round(seconds * 1_000);
}
