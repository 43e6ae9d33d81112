using Parley.Engine.History;
using Parley.Engine.Sessions;
using Parley.Engine.Tests.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.History;
using Parley.Testing;

namespace Parley.Engine.Tests.History;

/// <summary>What of a session is kept, and that keeping it is never in its way.</summary>
public sealed class HistoryRecorderTests : IAsyncDisposable
{
    private static readonly SessionOptions Talk = Studio.Live with { Converse = new ConverseOptions { Rate = ScriptedSynthesizer.Rate } };

    private readonly ScriptedHistory _history = new();
    private Studio? _studio;

    public async ValueTask DisposeAsync()
    {
        if (_studio is not null)
        {
            await _studio.DisposeAsync();
        }
    }

    [Fact]
    public async Task Utterances_are_kept_with_their_times_and_then_the_end()
    {
        var studio = Open();
        var session = studio.Start(Studio.Live with { Protocol = "websocket", Metadata = new Dictionary<string, string> { ["room"] = "4" } });
        await Studio.SendAsync(session, Spoken.Words("one two"), Studio.Pause, Spoken.Words("three"), Studio.Pause);
        var events = await Studio.EndAsync(session);
        await KeptAsync(session);

        var finals = events.OfType<TranscriptFinal>().ToList();
        Assert.Equal(["one two", "three"], _history.Turns.Select(turn => turn.Text));
        Assert.Equal(["u1", "u2"], _history.Turns.Select(turn => turn.Key));
        Assert.Equal(finals.Select(final => (long?)Math.Round(final.Start * 1_000)), _history.Turns.Select(turn => turn.StartMs));
        Assert.Equal(finals.Select(final => (long?)Math.Round(final.End * 1_000)), _history.Turns.Select(turn => turn.EndMs));
        var end = Assert.IsType<EndNote>(_history.Notes[^1]);
        Assert.Equal((SessionEndReason.Completed, events.OfType<Usage>().Single().AudioSeconds), (end.Reason, end.AudioSeconds));
        var head = end.Conversation;
        Assert.Equal((session.Id, "default", "en", session.Model, "websocket"), (head.Key.Id, head.Key.Tenant, head.Language, head.Model, head.Protocol));
        Assert.Equal("4", head.Metadata["room"]);
    }

    [Fact]
    public async Task Of_a_reply_only_what_was_heard_is_kept()
    {
        var studio = Open();
        studio.Model.Answer = _ => "Hello you. How are you? This is never heard.";
        var session = studio.Start(Talk);
        session.Write("hello").ValueOrThrow();
        _ = await Studio.NextAsync<ReplyAudio>(session, audio => audio.Position + audio.Samples >= 2 * ScriptedSynthesizer.SamplesAWord);
        session.ReplyPlayed(1, 2 * ScriptedSynthesizer.SamplesAWord).ValueOrThrow();
        session.CancelReply(1).ValueOrThrow();
        var ended = await Studio.NextAsync<ReplyEnded>(session);
        await Studio.EndAsync(session);
        await KeptAsync(session);

        var turns = _history.Turns.ToList();
        Assert.Equal(("hello", Speaker.User, (long?)null), (turns[0].Text, turns[0].Speaker, turns[0].StartMs));
        Assert.Equal((ended.Text, Speaker.Assistant, "cancelled", "r1"), (turns[1].Text, turns[1].Speaker, turns[1].Reason, turns[1].Key));
        Assert.Equal(ended.Played * 1_000 / ScriptedSynthesizer.Rate, turns[1].PlayedMs);
        Assert.DoesNotContain("never", turns[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Translations_are_kept_beside_what_they_translate()
    {
        var studio = Open();
        var session = studio.Start(Studio.Live with { Translate = new TranslateOptions { Targets = ["es", "zh-TW"] } });
        await Studio.SendAsync(session, Spoken.Words("one"), Studio.Pause);
        var events = await Studio.EndAsync(session);
        await KeptAsync(session);

        Assert.Equal(
            events.OfType<TranslationFinal>().Select(one => ("u1", one.Target, one.Text)),
            _history.Notes.OfType<TranslationNote>().Select(note => (note.Turn, note.Target, note.Text)));
        Assert.Equal(2, _history.Notes.OfType<TranslationNote>().Count());
    }

    [Theory]
    [InlineData(HistoryHabit.Off, null, false)]
    [InlineData(HistoryHabit.Off, false, false)]
    [InlineData(HistoryHabit.Asked, null, false)]
    [InlineData(HistoryHabit.Asked, true, true)]
    [InlineData(HistoryHabit.On, null, true)]
    [InlineData(HistoryHabit.On, false, false)]
    public async Task What_is_kept_is_what_the_server_and_the_session_agree_on(HistoryHabit habit, bool? asked, bool kept)
    {
        var studio = Open(new HistoryOptions { Text = habit });
        var session = studio.Start(Studio.Live with { History = new KeepOptions(asked) });
        await Studio.SendAsync(session, Spoken.Words("one"), Studio.Pause);
        var events = await Studio.EndAsync(session);
        await KeptAsync(session);

        Assert.Equal(kept, _history.Notes.Count > 0);
        Assert.Equal(kept, events.OfType<Notice>().Any(notice => notice.Code is "history_on"));
        Assert.Empty(_history.Audio(session.Id));
    }

    [Theory]
    [InlineData(HistoryHabit.Off, HistoryHabit.Asked, true, null, "history.text")]
    [InlineData(HistoryHabit.On, HistoryHabit.Off, null, true, "history.audio")]
    [InlineData(HistoryHabit.On, HistoryHabit.On, false, true, "history.audio")]
    [InlineData(HistoryHabit.Asked, HistoryHabit.On, null, true, "history.audio")]
    public void What_the_server_does_not_keep_is_refused_by_name(HistoryHabit text, HistoryHabit audio, bool? askedText, bool? askedAudio, string param)
    {
        var studio = Open(new HistoryOptions { Text = text, Audio = audio });

        var refused = studio.Hub.Start(Studio.Live with { History = new KeepOptions(askedText, askedAudio) });

        Assert.Equal((ErrorCodes.HistoryOff, param), (refused.Error?.Code, refused.Error?.Param));
        Assert.Equal(0, studio.Hub.Running);
    }

    [Fact]
    public async Task A_server_without_history_refuses_a_session_that_asks_for_it()
    {
        _studio = new Studio();

        Assert.Equal(ErrorCodes.HistoryOff, _studio.Hub.Start(Studio.Live with { History = new KeepOptions(Text: true) }).Error?.Code);
        Assert.DoesNotContain(await _studio.HearAsync(Studio.Live with { History = KeepOptions.Nothing }, Spoken.Words("one")), said => said is Notice);
    }

    [Fact]
    public async Task Audio_is_kept_sample_for_sample_at_its_position_with_silence_for_a_hole()
    {
        var studio = Open();
        var session = studio.Start(Studio.Live with { History = new KeepOptions(true, true) });
        var (before, after) = (Spoken.S16Le(Spoken.Words("one two")), Spoken.S16Le(Spoken.Words("three"), Studio.Pause));
        const int Hole = 1_600;
        (await session.AppendAsync(before, null, Cancellation)).ValueOrThrow();
        (await session.AppendAsync(after, (before.Length / 2) + Hole, Cancellation)).ValueOrThrow();
        await Studio.EndAsync(session);
        await KeptAsync(session);

        byte[] expected = [.. before, .. new byte[Hole * 2], .. after];
        Assert.Equal(expected, _history.Audio(session.Id));
        Assert.Equal(expected.Length, _history.Notes.OfType<AudioNote>().Last().Bytes);
        Assert.IsType<EndNote>(_history.Notes[^1]);
    }

    [Fact]
    public async Task Audio_in_which_nothing_was_said_is_not_left_behind()
    {
        var studio = Open();
        var recorded = false;
        _history.Removing = id => recorded = studio.Recorder!.Records(id);
        var session = studio.Start(Studio.Live with { History = new KeepOptions(true, true) });
        await Studio.SendAsync(session, Spoken.Silence(2));
        await Studio.EndAsync(session);
        await KeptAsync(session);

        Assert.True(recorded);
        Assert.Empty(_history.Audio(session.Id));
        Assert.Empty(_history.Turns);
    }

    [Fact]
    public async Task A_store_that_is_gone_keeps_no_session_waiting_and_gets_everything_when_it_is_back()
    {
        var studio = Open();
        var session = studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one"), Studio.Pause);
        await Eventually.TrueAsync(() => _history.Turns.Any());
        _history.Gone = true;
        await Studio.SendAsync(session, Spoken.Words("two"), Studio.Pause);
        Assert.Equal("history_degraded", (await Studio.NextAsync<Notice>(session, notice => notice.Code is not "history_on")).Code);
        Assert.Equal(ErrorCodes.StorageUnavailable, studio.Recorder!.Fault?.Code);

        var newcomer = studio.Start();
        await Studio.SendAsync(newcomer, Spoken.Words("three"), Studio.Pause);
        _ = await Studio.NextAsync<TranscriptFinal>(newcomer);
        Assert.Equal("history_degraded", (await Studio.NextAsync<Notice>(newcomer, notice => notice.Code is not "history_on")).Code);
        Assert.Single(_history.Turns);

        _history.Gone = false;
        await studio.PlayAsync(() => studio.Recorder.Fault is null, TimeSpan.FromSeconds(3));
        Assert.Equal("history_restored", (await Studio.NextAsync<Notice>(session, notice => notice.Code is "history_restored")).Code);
        await Studio.EndAsync(session);
        await Studio.EndAsync(newcomer);
        await KeptAsync(session, newcomer);
        Assert.Equal(["one", "three", "two"], _history.Turns.Select(turn => turn.Text).Order(StringComparer.Ordinal));
        Assert.Empty(_history.Notes.OfType<LossNote>());
    }

    [Fact]
    public async Task What_waits_is_bounded_and_what_is_lost_is_marked()
    {
        // From the start: nothing is taken out of the queue.
        _history.Gone = true;
        var studio = Open(new HistoryOptions { Text = HistoryHabit.On, Queue = 2 });
        var session = studio.Start();
        foreach (var word in new[] { "one", "two", "three", "four", "five" })
        {
            await Studio.SendAsync(session, Spoken.Words(word), Studio.Pause);
        }

        var events = await Studio.EndAsync(session);
        Assert.Equal(["one", "two", "three", "four", "five"], events.Finals());
        await Eventually.TrueAsync(() => !studio.Recorder!.Records(session.Id));
        _history.Gone = false;
        await studio.PlayAsync(() => studio.Writer!.Waiting == 0, TimeSpan.FromSeconds(3));

        Assert.Equal(["one", "two"], _history.Turns.Select(turn => turn.Text));
        Assert.Equal(session.Id, Assert.Single(_history.Notes.OfType<LossNote>()).Conversation.Key.Id);
    }

    [Fact]
    public async Task A_note_that_is_refused_for_its_content_takes_no_other_with_it()
    {
        var studio = Open();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _history.Before = () => held.Task;
        _history.Refuse = note => note is TurnNote { Turn.Text: "two" };
        var session = studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one"), Studio.Pause, Spoken.Words("two"), Studio.Pause, Spoken.Words("three"), Studio.Pause);
        await Studio.EndAsync(session);
        held.SetResult();
        await KeptAsync(session);

        Assert.Equal(["one", "three"], _history.Turns.Select(turn => turn.Text));
        Assert.Null(studio.Recorder!.Fault);
    }

    [Fact]
    public async Task A_full_disk_costs_the_audio_alone_and_it_is_kept_again_when_there_is_room()
    {
        var studio = Open();
        var session = studio.Start(Studio.Live with { History = new KeepOptions(true, true) });
        _history.Full = true;
        await Studio.SendAsync(session, Spoken.Words("one"), Studio.Pause);
        Assert.NotNull(await Studio.NextAsync<Notice>(session, notice => notice.Code is "history_audio_degraded"));
        _ = await Studio.NextAsync<TranscriptFinal>(session);

        _history.Full = false;
        await Studio.SendAsync(session, Spoken.Silence(3), Spoken.Words("two"), Studio.Pause);
        Assert.NotNull(await Studio.NextAsync<Notice>(session, notice => notice.Code is "history_audio_restored"));
        await Studio.EndAsync(session);
        await KeptAsync(session);

        Assert.Equal(["one", "two"], _history.Turns.Select(turn => turn.Text));
        byte[] last = Spoken.S16Le(Spoken.Words("two"), Studio.Pause);
        Assert.Equal(last, _history.Audio(session.Id)[^last.Length..]);
        Assert.NotEmpty(_history.Notes.OfType<LossNote>());
    }

    [Fact]
    public async Task A_conversation_that_is_deleted_while_it_goes_on_is_kept_no_further()
    {
        var studio = Open();
        var session = studio.Start(Studio.Live with { History = new KeepOptions(true, true) });
        await Studio.SendAsync(session, Spoken.Words("one"), Studio.Pause);
        await Eventually.TrueAsync(() => _history.Turns.Any());

        await studio.Recorder!.ForgetAsync(session.Id);
        _history.Remove(session.Id);
        await Studio.SendAsync(session, Spoken.Words("two"), Studio.Pause);
        Assert.Equal(["one", "two"], (await Studio.EndAsync(session)).Finals());
        await KeptAsync(session);

        Assert.Equal(["one"], _history.Turns.Select(turn => turn.Text));
        Assert.Empty(_history.Audio(session.Id));
    }

    [Fact]
    public async Task A_session_that_moves_to_another_node_is_noted_there_under_the_same_keys()
    {
        var directory = new MemorySessionDirectory(new VirtualTime());
        await using var first = new Studio(directory: directory, history: _history);
        var other = new ScriptedHistory();
        await using var second = new Studio(directory: directory, history: other);
        await first.Node!.StartAsync();
        await second.Node!.StartAsync();
        var session = first.Start(Studio.Live with { Resumable = true });
        await Studio.SendAsync(session, Spoken.Words("one"), Studio.Pause);
        _ = await Studio.NextAsync<TranscriptFinal>(session);
        await session.SafeAsync();

        var there = (await second.Hub.ResumeAsync(session.Id)).ValueOrThrow();
        await Studio.SendAsync(there, Spoken.Words("two"), Studio.Pause);
        _ = await Studio.EndAsync(there);
        await Eventually.TrueAsync(() => other.Notes.OfType<EndNote>().Any());
        await Eventually.TrueAsync(() => !first.Recorder!.Records(session.Id));

        var (here, gone) = (Assert.Single(_history.Turns), other.Turns.ToList());
        Assert.Equal((here.Key, here.Order, here.Text), (gone[0].Key, gone[0].Order, gone[0].Text));
        Assert.Equal(["one", "two"], gone.Select(turn => turn.Text));
        Assert.Empty(_history.Notes.OfType<EndNote>());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Studio Open(HistoryOptions? options = null) => _studio = new Studio(history: _history, keep: options);

    /// <summary>Everything that is known of the sessions is written.</summary>
    private Task KeptAsync(params Session[] sessions) => Eventually.TrueAsync(
        () => sessions.All(session => !_studio!.Recorder!.Records(session.Id)) && _studio!.Writer!.Waiting == 0);
}
