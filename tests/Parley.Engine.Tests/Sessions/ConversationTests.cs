using Microsoft.Extensions.AI;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>Somebody speaks, an assistant answers: events of a whole session on virtual time.</summary>
public sealed class ConversationTests : IAsyncDisposable
{
    private static readonly SessionOptions Talk = Studio.Live with { Converse = new ConverseOptions { Rate = ScriptedSynthesizer.Rate } };

    private readonly Studio _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task What_was_said_is_answered_in_writing_and_in_speech()
    {
        _studio.Model.Answer = _ => "Hello you. How are you?";
        var session = _studio.Start(Talk);
        await Studio.SendAsync(session, Spoken.Words("hello world."), Studio.Pause);
        await EndOfAsync(session, 1);
        var events = session.Events.SoFar();
        Assert.Equal(new ReplyStarted(1, "model", Scripted: false, ScriptedSynthesizer.Rate), Assert.Single(events.OfType<ReplyStarted>()));
        Assert.Equal("Hello you. How are you? ", string.Concat(events.OfType<ReplyText>().Select(text => text.Delta)));
        Assert.Equal(["Hello you.", "How are you?"], _studio.Voice.Requests.Select(request => request.Text));
        Assert.Equal(
            new ReplyEnded(1, ReplyEndReason.Completed, 5 * ScriptedSynthesizer.SamplesAWord, "Hello you. How are you?"),
            Assert.Single(events.OfType<ReplyEnded>()));
        var audio = events.OfType<ReplyAudio>().ToList();
        Assert.Equal(5 * ScriptedSynthesizer.SamplesAWord, audio.Sum(piece => piece.Samples));
        Assert.Equal(audio.Select(piece => piece.Position), Starts(audio));
    }

    [Fact]
    public async Task The_first_sentence_is_spoken_while_the_model_still_writes()
    {
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _studio.Model.Answer = _ => "First. Second. Third.";
        _studio.Model.Before = (word, cancellation) => word is "Third." ? more.Task.WaitAsync(cancellation) : Task.CompletedTask;
        var session = _studio.Start(Talk);
        session.Write("hello").ValueOrThrow();
        await Eventually.TrueAsync(() => Sent(session) == ScriptedSynthesizer.SamplesAWord, "the first sentence");
        more.SetResult();
        await EndOfAsync(session, 1);
        Assert.Equal(["First.", "Second.", "Third."], _studio.Voice.Requests.Select(request => request.Text));
    }

    [Fact]
    public async Task Audio_is_sent_ahead_of_its_time_by_a_second_and_no_more()
    {
        _studio.Model.Answer = _ => string.Join(' ', Enumerable.Repeat("word", 60)) + ".";
        var session = _studio.Start(Talk);
        session.Write("go on").ValueOrThrow();
        await Eventually.TrueAsync(() => Sent(session) == 10 * ScriptedSynthesizer.SamplesAWord, "a second of audio");
        await PlayAsync(() => Sent(session) > 20 * ScriptedSynthesizer.SamplesAWord);
        Assert.True(Sent(session) <= ((_studio.Time.GetTimestamp() / (double)TimeSpan.TicksPerSecond) + 1.01) * ScriptedSynthesizer.Rate);
    }

    [Fact]
    public async Task Speech_over_a_reply_interrupts_it_and_only_what_was_played_is_remembered()
    {
        _studio.Model.Answer = said => said is "go" ? string.Join(' ', Enumerable.Repeat("Word word word word word.", 10)) : "Well.";
        var session = _studio.Start(Talk);
        session.Write("go").ValueOrThrow();
        await PlayAsync(() => Sent(session) > 20 * ScriptedSynthesizer.SamplesAWord);
        await Studio.SendAsync(session, Spoken.Words("the quick brown fox"));
        var ended = await Studio.NextAsync<ReplyEnded>(session);
        await Studio.SendAsync(session, Studio.Pause);
        await EndOfAsync(session, 2);

        var events = session.Events.SoFar();
        var paused = events.OfType<ReplyPaused>().First();
        Assert.Equal(ReplyEndReason.Interrupted, ended.Reason);
        Assert.Equal(paused.Position, ended.Played);
        var words = ended.Text.Split(' ').Length;
        Assert.InRange(words, (ended.Played / ScriptedSynthesizer.SamplesAWord) - 1, (ended.Played / ScriptedSynthesizer.SamplesAWord) + 1);
        var asked = _studio.Model.Requests.ElementAt(1);
        Assert.Equal(["Be brief.", "go", ended.Text, "the quick brown fox"], asked.Select(turn => turn.Text));
        Assert.Equal([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.User], asked.Select(turn => turn.Role));
        Assert.DoesNotContain(After(events, ended), item => item is ReplyAudio { Reply: 1 } or ReplyText { Reply: 1 });
    }

    [Fact]
    public async Task No_audio_comes_from_the_moment_a_sound_is_heard()
    {
        _studio.Model.Answer = _ => string.Join(' ', Enumerable.Repeat("word", 50)) + ".";
        var session = _studio.Start(Talk);
        session.Write("go").ValueOrThrow();
        await PlayAsync(() => Sent(session) > 20 * ScriptedSynthesizer.SamplesAWord);
        await Studio.SendAsync(session, Spoken.Words("one"));
        await Studio.NextAsync<ReplyPaused>(session);
        var sent = Sent(session);
        _studio.Time.Advance(TimeSpan.FromSeconds(0.4));
        Assert.Equal(sent, Sent(session));
    }

    [Fact]
    public async Task A_noise_without_words_lets_the_reply_go_on()
    {
        _studio.Recognizer.Answer = (_, _) => Task.FromResult("");
        _studio.Model.Answer = _ => string.Join(' ', Enumerable.Repeat("word", 30)) + ".";
        var session = _studio.Start(Talk);
        session.Write("go").ValueOrThrow();
        await Eventually.TrueAsync(() => Sent(session) > 0, "audio");
        await Studio.SendAsync(session, Spoken.Words("one two"), Studio.Pause);
        await Studio.NextAsync<ReplyResumed>(session);
        await EndOfAsync(session, 1);
        var ended = Assert.Single(session.Events.SoFar().OfType<ReplyEnded>());
        Assert.Equal((ReplyEndReason.Completed, 30L * ScriptedSynthesizer.SamplesAWord), (ended.Reason, ended.Played));
    }

    [Fact]
    public async Task It_may_turn_out_of_any_reply_that_it_was_not_played_to_its_end()
    {
        _studio.Model.Answer = said => said is "go" ? "Word word word word." : "Well then.";
        var session = _studio.Start(Talk);
        foreach (var (said, reply) in new[] { ("go", 1), ("and", 2), ("so", 3) })
        {
            session.Write(said).ValueOrThrow();
            await EndOfAsync(session, reply);
        }

        session.ReplyPlayed(1, 2 * ScriptedSynthesizer.SamplesAWord).ValueOrThrow();
        session.ReplyPlayed(2, 3 * ScriptedSynthesizer.SamplesAWord).ValueOrThrow();
        session.ReplyPlayed(7, 0).ValueOrThrow();
        session.Write("on").ValueOrThrow();
        await EndOfAsync(session, 4);
        Assert.Equal(["Be brief.", "go", "Word word", "and", "Well then.", "so", "Well then.", "on"], _studio.Model.Requests.Last().Select(turn => turn.Text));
    }

    [Fact]
    public async Task Who_plays_it_says_how_far_it_came_also_afterwards()
    {
        _studio.Model.Answer = said => said is "go" ? string.Join(' ', Enumerable.Repeat("Word word word word word.", 10)) : "Well.";
        var session = _studio.Start(Talk);
        session.Write("go").ValueOrThrow();
        await PlayAsync(() => Sent(session) > 20 * ScriptedSynthesizer.SamplesAWord);
        session.ReplyPlayed(1, 5 * ScriptedSynthesizer.SamplesAWord).ValueOrThrow();
        session.CancelReply(null).ValueOrThrow();
        var ended = await Studio.NextAsync<ReplyEnded>(session);
        Assert.Equal((ReplyEndReason.Cancelled, 5L * ScriptedSynthesizer.SamplesAWord), (ended.Reason, ended.Played));
        session.ReplyPlayed(1, 2 * ScriptedSynthesizer.SamplesAWord).ValueOrThrow();
        session.Write("and").ValueOrThrow();
        await EndOfAsync(session, 2);
        Assert.Equal("Word word", _studio.Model.Requests.ElementAt(1)[2].Text);
    }

    [Fact]
    public async Task A_model_that_fails_is_excused_aloud_and_in_writing_and_the_next_turn_is_answered()
    {
        _studio.Model.Fail = _ => new ParleyException(ParleyError.Provider(FailureCategory.Throttled, "The model is over its rate."));
        var session = _studio.Start(Talk);
        session.Write("one").ValueOrThrow();
        await EndOfAsync(session, 1);
        _studio.Model.Fail = _ => null;
        session.Write("two").ValueOrThrow();
        await EndOfAsync(session, 2);
        var events = session.Events.SoFar();
        Assert.Equal(new Notice("assistant_failed", "The model is over its rate."), Assert.Single(events.OfType<Notice>()));
        Assert.Equal([ReplyEndReason.Failed, ReplyEndReason.Completed], events.OfType<ReplyEnded>().Select(ended => ended.Reason));
        Assert.StartsWith("I'm sorry", events.OfType<ReplyEnded>().First().Text, StringComparison.Ordinal);
        Assert.Contains(events.OfType<ReplyAudio>(), piece => piece.Reply == 1);
    }

    [Fact]
    public async Task A_model_that_hangs_is_given_up()
    {
        _studio.Model.Before = (_, _) => new TaskCompletionSource().Task;
        var session = _studio.Start(Talk);
        session.Write("one").ValueOrThrow();
        await Eventually.TrueAsync(() => _studio.Model.Requests.Count == 1, "asked");
        await PlayAsync(() => session.Events.SoFar().OfType<ReplyEnded>().Any(), TimeSpan.FromSeconds(20));
        Assert.Equal(ReplyEndReason.Failed, session.Events.SoFar().OfType<ReplyEnded>().Single().Reason);
    }

    [Fact]
    public async Task An_interruption_cancels_the_model()
    {
        _studio.Model.Before = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        var session = _studio.Start(Talk);
        session.Write("one").ValueOrThrow();
        await Eventually.TrueAsync(() => _studio.Model.Requests.Count == 1, "asked");
        session.CancelReply(1).ValueOrThrow();
        await Eventually.TrueAsync(() => _studio.Model.Cancelled == 1, "cancelled");
        Assert.Equal(new ReplyEnded(1, ReplyEndReason.Cancelled, 0, ""), session.Events.SoFar().OfType<ReplyEnded>().Single());
    }

    [Fact]
    public async Task A_voice_that_fails_leaves_the_text()
    {
        _studio.Voice.Fail = _ => ParleyError.Provider(FailureCategory.Transient, "No voice.");
        var session = _studio.Start(Talk);
        session.Write("hello").ValueOrThrow();
        await EndOfAsync(session, 1);
        var events = session.Events.SoFar();
        Assert.Equal("voice_failed", Assert.Single(events.OfType<Notice>()).Code);
        Assert.Equal(new ReplyEnded(1, ReplyEndReason.Completed, 0, "You said hello."), events.OfType<ReplyEnded>().Single());
    }

    [Fact]
    public async Task A_reply_without_an_end_is_cut_at_its_bound()
    {
        _studio.Model.Answer = _ => string.Join(' ', Enumerable.Repeat("loooooooooooooooooooooooooooooong", 1_000));
        var session = _studio.Start(Talk);
        session.Write("hello").ValueOrThrow();
        await EndOfAsync(session, 1);
        var events = session.Events.SoFar();
        Assert.Equal(ReplyEndReason.Length, events.OfType<ReplyEnded>().Single().Reason);
        Assert.Equal(4_000, events.OfType<ReplyText>().Sum(text => text.Delta.Length));
    }

    [Fact]
    public async Task The_assistant_is_reminded_of_as_many_turns_as_the_session_wants()
    {
        var session = _studio.Start(Talk with { Converse = Talk.Converse! with { History = 2, Instructions = "Be a poet." } });
        for (var turn = 1; turn <= 3; turn++)
        {
            session.Write($"turn{turn}").ValueOrThrow();
            await EndOfAsync(session, turn);
        }

        Assert.Equal(
            ["Be a poet.", "turn2", "You said turn2.", "turn3"], _studio.Model.Requests.Last().Select(turn => turn.Text));
    }

    [Fact]
    public async Task A_session_whose_audio_ended_says_its_last_reply_to_the_end()
    {
        var session = _studio.Start(Talk);
        await Studio.SendAsync(session, Spoken.Words("hello world."), Studio.Pause);
        session.EndInput();
        await PlayAsync(() => session.State == SessionState.Ended);
        var events = session.Events.SoFar();
        Assert.Equal(ReplyEndReason.Completed, Assert.Single(events.OfType<ReplyEnded>()).Reason);
        Assert.IsType<SessionEnded>(events[^1]);
    }

    [Fact]
    public async Task A_session_that_is_abandoned_says_nothing_more()
    {
        _studio.Model.Answer = _ => string.Join(' ', Enumerable.Repeat("word", 50)) + ".";
        var session = _studio.Start(Talk);
        session.Write("go").ValueOrThrow();
        await Eventually.TrueAsync(() => Sent(session) > 0, "audio");
        session.Abandon();
        await session.Completion.WaitAsync(TestContext.Current.CancellationToken);
        var events = session.Events.SoFar();
        Assert.Equal(ReplyEndReason.Cancelled, Assert.Single(events.OfType<ReplyEnded>()).Reason);
        Assert.Equal(new SessionEnded(SessionEndReason.Abandoned), events[^1]);
    }

    [Fact]
    public async Task A_session_that_is_abandoned_begins_no_reply_to_what_was_said_last()
    {
        var session = _studio.Start(Talk);
        _studio.Hold();
        await Studio.SendAsync(session, Spoken.Words("hello world."), Studio.Pause);
        session.Abandon();
        _studio.Release();
        await session.Completion.WaitAsync(TestContext.Current.CancellationToken);
        var events = session.Events.SoFar();
        Assert.Equal(["hello world."], events.Finals());
        Assert.DoesNotContain(events, item => item is ReplyStarted);
    }

    [Theory]
    [InlineData("nobody", null, "converse.assistant")]
    [InlineData(null, "nobody", "converse.voice")]
    public void Whoever_is_not_there_is_refused_by_name(string? assistant, string? voice, string param)
    {
        var started = _studio.Hub.Start(Talk with { Converse = new ConverseOptions { Assistant = assistant, Voice = voice } });
        Assert.Equal(param, started.Error?.Param);
        Assert.Contains("nobody", started.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 24_000, 10, "converse.history")]
    [InlineData(201, 24_000, 10, "converse.history")]
    [InlineData(1, 7_999, 10, "converse.rate")]
    [InlineData(1, 48_001, 10, "converse.rate")]
    [InlineData(1, 24_000, 8_001, "converse.instructions")]
    public void Options_out_of_range_are_refused_by_name(int history, int rate, int instructions, string param) => Assert.Equal(
        param,
        (Talk with { Converse = new ConverseOptions { History = history, Rate = rate, Instructions = new string('x', instructions) } }).Validate()?.Param);

    [Fact]
    public async Task In_a_session_that_only_listens_nobody_answers()
    {
        var session = _studio.Start();
        Assert.Equal("type", session.Write("hello").Error?.Param);
        Assert.Contains("converse", session.CancelReply(null).Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await Studio.EndAsync(session), item => item is ReplyStarted);
    }

    [Fact]
    public async Task Audio_that_nobody_reads_is_let_go_and_cuts_nobody_off()
    {
        _studio.Model.Answer = _ => string.Join(' ', Enumerable.Repeat("word", 400)) + ".";
        var session = _studio.Start(Talk with { Converse = new ConverseOptions { Rate = 48_000 } });
        var reader = session.Events.FollowAsync(0, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await reader.MoveNextAsync());
        session.Write("go").ValueOrThrow();
        await EndOfAsync(session, 1);
        var rest = new List<SessionEvent>();
        while (await reader.MoveNextAsync() && reader.Current.Event is not ReplyEnded)
        {
            rest.Add(reader.Current.Event);
        }

        var held = rest.OfType<ReplyAudio>().ToList();
        Assert.InRange(held.Sum(piece => piece.Data.Length), 200_000, 384 << 10);
        Assert.Equal(40 * 48_000, held[^1].Position + held[^1].Samples, 2_000d);
        Assert.Equal(400, rest.OfType<ReplyText>().Count());
    }

    private static long Sent(Session session) => session.Events.SoFar().OfType<ReplyAudio>().Sum(piece => (long)piece.Samples);

    private static IEnumerable<long> Starts(IEnumerable<ReplyAudio> audio)
    {
        var position = 0L;
        foreach (var piece in audio)
        {
            yield return position;
            position += piece.Samples;
        }
    }

    private static IEnumerable<SessionEvent> After(IReadOnlyList<SessionEvent> events, SessionEvent item) =>
        events.SkipWhile(one => !ReferenceEquals(one, item)).Skip(1);

    /// <summary>Lets time pass until so many replies are over.</summary>
    private Task EndOfAsync(Session session, int reply) =>
        PlayAsync(() => session.Events.SoFar().OfType<ReplyEnded>().Any(ended => ended.Reply == reply));

    /// <summary>Lets time pass until the condition holds, but only while somebody waits for it: whoever works takes none.</summary>
    /// <param name="most">How far away what is waited for may be.</param>
    private Task PlayAsync(Func<bool> condition, TimeSpan? most = null) => _studio.PlayAsync(condition, most);
}
