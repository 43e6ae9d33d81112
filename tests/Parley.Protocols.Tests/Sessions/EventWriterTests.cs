using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Parley.Events;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.Tests.Sessions;

public sealed class EventWriterTests
{
    /// <summary>Reads what was written by the names that the events themselves declare.</summary>
    private static readonly JsonSerializerOptions Declared = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowOutOfOrderMetadataProperties = true,
    };

    private static readonly Gen<double> Seconds = Gen.Choose(0, int.MaxValue).Select(ms => ms / 1000.0);

    private static readonly Gen<string> Texts = Gen.Elements(
        "", "hello", " world.", "早安，世界。", "\"quoted\" \\ / <b>", "\u0000\u001f\u2028", "👩‍👩‍👧‍👦", "line\nbreak\t");

    private static readonly Gen<int> Numbers = Gen.Choose(0, int.MaxValue);

    private static readonly Gen<IReadOnlyList<TimedWord>?> Words = Gen.OneOf(
        Gen.Constant<IReadOnlyList<TimedWord>?>(null),
        (from text in Texts from start in Seconds from end in Seconds select new TimedWord(text, start, end))
            .ListOf().Select(words => (IReadOnlyList<TimedWord>?)words));

    private static readonly Gen<SessionEvent> Events = Gen.OneOf<SessionEvent>(
        from id in Texts from model in Texts from rate in Numbers select (SessionEvent)new SessionStarted(id, model, "en", rate),
        from n in Numbers from start in Seconds select (SessionEvent)new SpeechStarted(n, start),
        from n in Numbers from end in Seconds from reason in Gen.Elements(Enum.GetValues<SpeechEndReason>())
        select (SessionEvent)new SpeechEnded(n, end, reason),
        from n in Numbers from stable in Texts from tail in Texts from start in Seconds from end in Seconds
        select (SessionEvent)new TranscriptPartial(n, stable, tail, start, end),
        from n in Numbers from text in Texts from start in Seconds from end in Seconds from words in Words
        from confidence in Gen.Elements<double?>(null, 0, 0.25, 1)
        select (SessionEvent)new TranscriptFinal(n, text, "en", start, end) { Words = words, Confidence = confidence },
        from n in Numbers from target in Texts from stable in Texts from tail in Texts
        select (SessionEvent)new TranslationPartial(n, target, stable, tail),
        from n in Numbers from target in Texts from text in Texts from scripted in Gen.Elements(true, false)
        select (SessionEvent)new TranslationFinal(n, target, text, "dictionary", scripted),
        from n in Numbers from target in Texts from message in Texts
        select (SessionEvent)new TranslationFailed(n, target, ErrorCodes.ProviderFailed, message),
        from received in Numbers from committed in Numbers select (SessionEvent)new Ack(received * 4L, committed * 4L),
        from text in Texts select (SessionEvent)new MessageHeard(text),
        from n in Numbers from name in Texts from scripted in Gen.Elements(true, false) select (SessionEvent)new ReplyStarted(n, name, scripted, 24_000),
        from n in Numbers from delta in Texts select (SessionEvent)new ReplyText(n, delta),
        from n in Numbers from at in Numbers select (SessionEvent)new ReplyPaused(n, at * 4L),
        from n in Numbers from at in Numbers select (SessionEvent)new ReplyResumed(n, at * 4L),
        from n in Numbers from at in Numbers from text in Texts from reason in Gen.Elements(Enum.GetValues<ReplyEndReason>())
        select (SessionEvent)new ReplyEnded(n, reason, at, text),
        from code in Texts from message in Texts select (SessionEvent)new Notice(code, message),
        from audio in Seconds from speech in Seconds select (SessionEvent)new Usage(audio, speech),
        from reason in Gen.Elements(Enum.GetValues<SessionEndReason>()) select (SessionEvent)new SessionEnded(reason));

    [Fact]
    public void Every_event_is_read_back_as_it_was() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Events.ToArbitrary(), said =>
        {
            var read = JsonSerializer.Deserialize<SessionEvent>(Written(new LoggedEvent(7, said)), Declared)!;
            return said is TranscriptFinal { Words: not null } final
                ? Same(final, (TranscriptFinal)read)
                : read.Equals(said);
        }));

    [Fact]
    public void The_number_comes_first_and_then_the_type() => Prop.ForAll(Events.ToArbitrary(), said =>
        JsonDocument.Parse(Written(new LoggedEvent(1L << 40, said))).RootElement.EnumerateObject().Take(2).Select(f => f.Name)
            .SequenceEqual(["seq", "type"], StringComparer.Ordinal)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_final_is_written_whole_with_null_for_what_is_not_known() => Assert.Equal(
        """{"seq":9,"type":"transcript.final","utterance":2,"text":"早安 \"you\"","language":"en","start":1.25,"end":2,"words":null,"confidence":null}""",
        Text(new LoggedEvent(9, new TranscriptFinal(2, "早安 \"you\"", "en", 1.25, 2))));

    [Fact]
    public void Targets_are_a_list() => Assert.Equal(
        """{"seq":3,"type":"session.updated","language":"en","targets":["es","zh-TW"]}""",
        Text(new LoggedEvent(3, new SessionUpdated("en", ["es", "zh-TW"]))));

    [Fact]
    public void Word_times_are_objects() => Assert.Contains(
        """ "words":[{"text":"one","start":0.5,"end":0.75}],"confidence":0.9 """.Trim(),
        Text(new LoggedEvent(1, new TranscriptFinal(1, "one", "en", 0.5, 1) { Words = [new("one", 0.5, 0.75)], Confidence = 0.9 })),
        StringComparison.Ordinal);

    [Fact]
    public void The_audio_of_a_reply_stands_in_it_as_Base64_where_no_binary_message_follows()
    {
        var logged = new LoggedEvent(5, new ReplyAudio(1, 2_400, 24_000, new byte[] { 1, 2, 3, 4 }));
        Assert.Equal("""{"seq":5,"type":"reply.audio","reply":1,"position":2400,"rate":24000,"data":"AQIDBA=="}""", Text(logged));
        var beside = new ArrayBufferWriter<byte>();
        EventWriter.Write(beside, logged, audio: false);
        Assert.Equal("""{"seq":5,"type":"reply.audio","reply":1,"position":2400,"rate":24000}""", Encoding.UTF8.GetString(beside.WrittenSpan));
    }

    [Fact]
    public void An_error_of_the_history_has_a_number() => Assert.Equal(
        """{"seq":3,"type":"error","code":"audio_gap","message":"A hole.","param":"position","retry":false,"retry_after_ms":null,"request_id":null,"from":5,"to":9}""",
        Text(new LoggedEvent(3, new ErrorRaised(new ParleyError("audio_gap", "A hole.") { Param = "position", From = 5, To = 9 }))));

    [Fact]
    public void An_error_of_the_connection_has_none()
    {
        var output = new ArrayBufferWriter<byte>();
        EventWriter.Write(output, new ParleyError("too_many_sessions", "Full.") { Retry = true, RetryAfterMs = 2000, RequestId = "r1" });

        Assert.Equal(
            """{"type":"error","code":"too_many_sessions","message":"Full.","param":null,"retry":true,"retry_after_ms":2000,"request_id":"r1","from":null,"to":null}""",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static bool Same(TranscriptFinal said, TranscriptFinal read) =>
        said.Words!.SequenceEqual(read.Words!) && (said with { Words = null }).Equals(read with { Words = null });

    private static byte[] Written(LoggedEvent logged)
    {
        var output = new ArrayBufferWriter<byte>();
        EventWriter.Write(output, logged);
        return output.WrittenSpan.ToArray();
    }

    private static string Text(LoggedEvent logged) => Encoding.UTF8.GetString(Written(logged));
}
