using Parley.Engine.Sessions;
using Parley.Engine.Tests.Sessions;
using Parley.Events;
using Parley.Testing;

namespace Parley.Engine.Tests.Cluster;

/// <summary>An assistant on another node remembers what was said on the first one.</summary>
public sealed class RememberedTests
{
    private static readonly SessionOptions Talk = Nodes.Live with { Converse = new ConverseOptions { Rate = ScriptedSynthesizer.Rate } };

    [Fact]
    public async Task Another_node_goes_on_with_the_conversation_where_it_was()
    {
        await using var nodes = await Nodes.StartAsync();
        var there = nodes.A.Start(Talk);
        await Studio.SendAsync(there, Spoken.Words("hello world."), Studio.Pause);
        await EndOfAsync(nodes.A, there, 1);
        there.Write("and you").ValueOrThrow();
        await EndOfAsync(nodes.A, there, 2);
        var here = await MoveAsync(nodes, there);
        here.Write("again").ValueOrThrow();
        await EndOfAsync(nodes.B, here, 3);
        Assert.Equal(
            ["Be brief.", "hello world.", "You said hello world..", "and you", "You said and you.", "again"],
            Assert.Single(nodes.B.Model.Requests).Select(turn => turn.Text));
        Assert.Equal([1, 2, 3], here.Events.SoFar().OfType<ReplyStarted>().Select(started => started.Reply));
    }

    [Fact]
    public async Task What_was_cut_off_there_stays_cut_here()
    {
        await using var nodes = await Nodes.StartAsync();
        Hold(nodes.A);
        var there = nodes.A.Start(Talk);
        there.Write("go").ValueOrThrow();
        await nodes.A.PlayAsync(() => Sent(there) == 5 * ScriptedSynthesizer.SamplesAWord);
        there.ReplyPlayed(1, 2 * ScriptedSynthesizer.SamplesAWord).ValueOrThrow();
        there.CancelReply(null).ValueOrThrow();
        Assert.Equal("Word word", (await Studio.NextAsync<ReplyEnded>(there)).Text);
        var here = await MoveAsync(nodes, there);
        here.Write("again").ValueOrThrow();
        await EndOfAsync(nodes.B, here, 2);
        Assert.Equal(["Be brief.", "go", "Word word", "again"], Assert.Single(nodes.B.Model.Requests).Select(turn => turn.Text));
    }

    [Fact]
    public async Task A_reply_that_a_node_died_over_is_over_and_the_next_turn_is_answered()
    {
        await using var nodes = await Nodes.StartAsync();
        Hold(nodes.A);
        var there = nodes.A.Start(Talk);
        there.Write("go").ValueOrThrow();
        await nodes.A.PlayAsync(() => Sent(there) == 5 * ScriptedSynthesizer.SamplesAWord);
        var here = await MoveAsync(nodes, there);
        Assert.Equal((1, ReplyEndReason.Interrupted), (await Studio.NextAsync<ReplyEnded>(here)) switch { var ended => (ended.Reply, ended.Reason) });
        here.Write("again").ValueOrThrow();
        await EndOfAsync(nodes.B, here, 2);
        Assert.Equal(["Be brief.", "go again"], Assert.Single(nodes.B.Model.Requests).Select(turn => turn.Text));
    }

    /// <summary>A model that says five words and a little, and thinks about the rest.</summary>
    private static void Hold(Studio studio)
    {
        studio.Model.Answer = _ => "Word word word word word. Then more";
        studio.Model.Before = (word, cancellation) => word is "more" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation) : Task.CompletedTask;
    }

    /// <summary>The first node is cut off; the other one takes the session over from what the directory holds.</summary>
    private static async Task<Session> MoveAsync(Nodes nodes, Session there)
    {
        await there.SafeAsync();
        var here = (await nodes.B.Hub.ResumeAsync(there.Id)).ValueOrThrow();
        using var speaker = (await here.AttachAsync(() => { }, TestContext.Current.CancellationToken)).ValueOrThrow();
        return here;
    }

    private static long Sent(Session session) => session.Events.SoFar().OfType<ReplyAudio>().Sum(piece => (long)piece.Samples);

    private static Task EndOfAsync(Studio studio, Session session, int reply) =>
        studio.PlayAsync(() => session.Events.SoFar().OfType<ReplyEnded>().Any(ended => ended.Reply == reply));
}
