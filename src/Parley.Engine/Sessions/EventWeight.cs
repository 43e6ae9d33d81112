using System.Text;
using Parley.Events;

namespace Parley.Engine.Sessions;

/// <summary>What an event takes on a wire, bytes; near enough for limits.</summary>
internal static class EventWeight
{
    private const int Fields = 120;
    private const int Word = 50;

    public static int Of(SessionEvent item) => Fields + item switch
    {
        TranscriptPartial partial => Bytes(partial.Stable) + Bytes(partial.Tail),
        TranscriptFinal final => Bytes(final.Text) + (final.Words?.Sum(word => Word + Bytes(word.Text)) ?? 0),
        TranslationPartial partial => Bytes(partial.Stable) + Bytes(partial.Tail),
        TranslationFinal final => Bytes(final.Text),
        TranslationFailed failed => Bytes(failed.Message),
        MessageHeard message => Bytes(message.Text),
        ReplyText reply => Bytes(reply.Delta),
        ReplyEnded reply => Bytes(reply.Text),
        ReplyAudio audio => (audio.Data.Length + 2) / 3 * 4,
        Notice notice => Bytes(notice.Message),
        ErrorRaised error => Bytes(error.Message),
        _ => 0,
    };

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
