using Microsoft.Extensions.AI;
using Parley.Engine.Sessions;
using Parley.Engine.Stages.Conversing;
using Parley.Engine.Turns;
using Parley.Events;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>Answers that the client asks for, and how they differ from those that come by themselves; on virtual time.</summary>
public sealed class AskedReplyTests : IAsyncDisposable
{
    private static readonly ConverseOptions Asked = new() { Rate = ScriptedSynthesizer.Rate, Answer = AnswerMode.Asked };

    private readonly Studio _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task An_answer_holds_everything_that_was_said_before_the_place_where_it_was_asked_for()
    {
        var session = _studio.Start(Studio.Live with { Endpointing = new EndpointingOptions { Manual = true }, Converse = Asked });
        session.Write("first").ValueOrThrow();
        _studio.Hold();
        await Studio.SendAsync(session, Spoken.Words("one two"));
        session.Flush();
        session.AskReply(new ReplyRequest()).ValueOrThrow();
        await Studio.NextAsync<SpeechEnded>(session);
        Assert.DoesNotContain(session.Events.SoFar(), item => item is ReplyStarted);
        _studio.Release();
        await EndOfAsync(session, 1);
        Assert.Equal(["Be brief.", "first one two"], Assert.Single(_studio.Model.Requests).Select(turn => turn.Text));
    }

    [Fact]
    public async Task Nothing_is_answered_that_was_not_asked_for()
    {
        var session = _studio.Start(Studio.Live with { Converse = Asked });
        session.Write("one").ValueOrThrow();
        await Studio.SendAsync(session, Spoken.Words("two three"), Studio.Pause);
        Assert.DoesNotContain(await Studio.EndAsync(session), item => item is ReplyStarted);
    }

    [Fact]
    public async Task One_answer_may_be_told_something_else_than_the_others()
    {
        var session = _studio.Start(Studio.Live with { Converse = Asked });
        session.Write("hi").ValueOrThrow();
        session.AskReply(new ReplyRequest { Converse = Asked with { Instructions = "Be a pirate.", Speak = false }, Name = "it" }).ValueOrThrow();
        await EndOfAsync(session, 1);
        session.AskReply(new ReplyRequest()).ValueOrThrow();
        await EndOfAsync(session, 2);
        Assert.Equal(["Be a pirate.", "Be brief."], _studio.Model.Requests.Select(turns => turns[0].Text));
        var events = session.Events.SoFar();
        Assert.Equal(["it", null], events.OfType<ReplyStarted>().Select(started => started.Request));
        Assert.Equal([2], events.OfType<ReplyAudio>().Select(audio => audio.Reply).Distinct());
        Assert.Equal("You said hi.", events.OfType<ReplyEnded>().First().Text);
    }

    [Fact]
    public async Task One_answer_may_stand_beside_the_conversation()
    {
        var session = _studio.Start(Studio.Live with { Converse = Asked });
        session.Write("hi").ValueOrThrow();
        session.AskReply(new ReplyRequest { Input = [new MemoryTurn("x", ChatRole.User, "Which topic?")], Remembered = false }).ValueOrThrow();
        await EndOfAsync(session, 1);
        session.AskReply(new ReplyRequest()).ValueOrThrow();
        await EndOfAsync(session, 2);
        Assert.Equal(["Be brief.", "Which topic?"], _studio.Model.Requests.First().Select(turn => turn.Text));
        Assert.Equal(["Be brief.", "hi"], _studio.Model.Requests.Last().Select(turn => turn.Text));
    }

    [Fact]
    public async Task An_answer_that_was_asked_for_may_be_called_off_before_it_begins()
    {
        var session = _studio.Start(Studio.Live with { Converse = Asked });
        _studio.Hold();
        await Studio.SendAsync(session, Spoken.Words("two three"), Studio.Pause);
        session.AskReply(new ReplyRequest()).ValueOrThrow();
        session.CancelReply(null).ValueOrThrow();
        _studio.Release();
        Assert.DoesNotContain(await Studio.EndAsync(session), item => item is ReplyStarted);
    }

    [Fact]
    public async Task How_it_answers_may_change_while_the_session_goes_on()
    {
        var session = _studio.Start(Studio.Live with { Converse = Asked });
        session.Write("one").ValueOrThrow();
        session.ChangeConverse(Asked with { Answer = AnswerMode.Auto, Instructions = "Sing.", Voice = "bright", Speed = 2 }).ValueOrThrow();
        session.Write("two").ValueOrThrow();
        await EndOfAsync(session, 1);
        Assert.Equal(["Sing.", "one two"], Assert.Single(_studio.Model.Requests).Select(turn => turn.Text));
        var spoken = _studio.Voice.Requests.First();
        Assert.Equal(("bright", 2d), (spoken.Voice, spoken.Speed));
        Assert.Equal("converse.voice", session.ChangeConverse(Asked with { Voice = "nobody" }).Error?.Param);
        Assert.Equal("converse.speed", session.ChangeConverse(Asked with { Speed = 9 }).Error?.Param);
        Assert.Equal("converse.assistant", session.AskReply(new ReplyRequest { Converse = Asked with { Assistant = "nobody" } }).Error?.Param);
    }

    [Fact]
    public async Task A_conversation_goes_on_in_the_next_session_that_is_given_its_memory()
    {
        var memory = new ConversationMemory();
        memory.Add(new MemoryTurn("a", ChatRole.User, "My name is Ada."));
        var auto = Studio.Live with { Converse = Asked with { Answer = AnswerMode.Auto } };
        var first = _studio.Hub.Start(auto, memory).ValueOrThrow();
        first.Write("hi").ValueOrThrow();
        await EndOfAsync(first, 1);
        Assert.True(memory.Forget("a"));
        var word = TimeSpan.FromSeconds((double)ScriptedSynthesizer.SamplesAWord / ScriptedSynthesizer.Rate);
        Assert.Equal(new CutTurn(word, "You"), memory.Cut(MemoryTurn.OfReply(first.Id, 1), word));
        Assert.Null(memory.Cut("a", word));
        var second = _studio.Hub.Start(auto, memory).ValueOrThrow();
        second.Write("again").ValueOrThrow();
        await EndOfAsync(second, 1);
        Assert.Equal(["Be brief.", "My name is Ada. hi"], _studio.Model.Requests.First().Select(turn => turn.Text));
        Assert.Equal(["Be brief.", "hi", "You", "again"], _studio.Model.Requests.Last().Select(turn => turn.Text));
    }

    [Theory]
    [InlineData(0.2, null, null, "converse.speed")]
    [InlineData(1, 2.1, null, "converse.temperature")]
    [InlineData(1, null, 0, "converse.max_tokens")]
    public void Options_out_of_range_are_refused_by_name(double speed, double? temperature, int? tokens, string param) => Assert.Equal(
        param, (Studio.Live with { Converse = new ConverseOptions { Speed = speed, Temperature = temperature, MaxTokens = tokens } }).Validate()?.Param);

    private Task EndOfAsync(Session session, int reply) =>
        _studio.PlayAsync(() => session.Events.SoFar().OfType<ReplyEnded>().Any(ended => ended.Reply == reply));
}
