using Parley.Testing;

namespace Parley.Protocols.Tests.Conformance.Features;

/// <summary>Sessions that answer: what a reply is made of, what cuts it, and what is remembered of it.</summary>
internal static class ConversationFeatures
{
    private static readonly Ask Talk = new() { Converse = true };

    public static IReadOnlyList<Feature> All { get; } =
    [
        new("reply", "What is said is answered: started, text and audio, ended, in this order and once", ReplyAsync),
        new("reply_remembers", "The assistant is reminded of what was said before", RemembersAsync),
        new("text_turn", "A turn in writing is answered too", TextTurnAsync),
        new("asked", "Answers may be asked for, instead of coming by themselves", AskedAsync),
        new("barge_in", "Speech interrupts a reply: nothing of it comes after its end, and the turn is answered", BargeInAsync),
        new("cancel", "The client stops a reply", CancelAsync),
        new("played", "Of a reply that was cut no more is remembered than the client has played", PlayedAsync),
        new("assistant_down", "An assistant that fails is excused aloud, and the next turn is answered", DownAsync),
    ];

    private static async Task ReplyAsync(Stage stage)
    {
        stage.Model.Answer = _ => "Hello you.";
        var talk = await stage.StartAsync(Talk);
        await talk.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        Assert.Equal("one two", (await talk.FinalAsync()).Text);
        var reply = await ReplyAsync(stage, talk);

        Assert.Equal(("reply.started", "reply.ended", "completed"), (reply[0].Type, reply[^1].Type, reply[^1].Reason));
        Assert.Equal("Hello you. ", string.Concat(reply.Where(one => one.Type is "reply.text").Select(one => one.Text)));
        Assert.Equal(2 * ScriptedSynthesizer.SamplesAWord * 2, reply.Sum(one => one.Bytes));
        Assert.All(reply, one => Assert.Equal(1, one.Reply));
        Assert.Single(reply, one => one.Type is "reply.started");
        Assert.True(reply.FindIndex(one => one.Type is "reply.text") < reply.FindIndex(one => one.Type is "reply.audio"));
    }

    private static async Task RemembersAsync(Stage stage)
    {
        var talk = await stage.StartAsync(Talk);
        await talk.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        await ReplyAsync(stage, talk);
        await talk.SpeakAsync(Spoken.Words("three"), Spoken.Silence(1));
        await ReplyAsync(stage, talk);

        Assert.Equal(["one two", "You said one two.", "three"], stage.Model.Requests.Last().Select(turn => turn.Text));
    }

    private static async Task TextTurnAsync(Stage stage)
    {
        var talk = await stage.StartAsync(Talk);
        await talk.WriteAsync("hi");
        var reply = await ReplyAsync(stage, talk);

        Assert.Equal("You said hi. ", string.Concat(reply.Where(one => one.Type is "reply.text").Select(one => one.Text)));
        Assert.Contains(reply, one => one.Bytes > 0);
    }

    private static async Task AskedAsync(Stage stage)
    {
        var talk = await stage.StartAsync(Talk with { Asked = true });
        await talk.WriteAsync("one");
        await talk.WriteAsync("two");
        await talk.AskAsync();
        var reply = await ReplyAsync(stage, talk);

        Assert.Equal(("reply.started", "completed"), (reply[0].Type, reply[^1].Reason));
        Assert.Equal(["one two"], Assert.Single(stage.Model.Requests).Select(turn => turn.Text));
    }

    private static async Task BargeInAsync(Stage stage)
    {
        Hold(stage);
        var talk = await stage.StartAsync(Talk);
        await talk.WriteAsync("go");
        await talk.NextAsync("reply.audio");
        await talk.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        Assert.Equal(("interrupted", 1), await talk.NextAsync("reply.ended") is var ended ? (ended.Reason, ended.Reply) : default);
        var next = await ReplyAsync(stage, talk);

        Assert.All(next, one => Assert.Equal(2, one.Reply));
        Assert.EndsWith("one two", stage.Model.Requests.Last()[^1].Text, StringComparison.Ordinal);
    }

    private static async Task CancelAsync(Stage stage)
    {
        Hold(stage);
        var talk = await stage.StartAsync(Talk);
        await talk.WriteAsync("go");
        await talk.NextAsync("reply.audio");
        await talk.CancelAsync();

        Assert.Equal("cancelled", (await talk.NextAsync("reply.ended")).Reason);
        await Eventually.TrueAsync(() => stage.Model.Cancelled == 1, "the model is told");
    }

    private static async Task PlayedAsync(Stage stage)
    {
        Hold(stage);
        var talk = await stage.StartAsync(Talk);
        await talk.WriteAsync("go");
        var reply = await talk.NextAsync("reply.started");
        await AudioAsync(talk, "First sentence here.".Split(' ').Length);
        await talk.CancelAsync();
        await talk.NextAsync("reply.ended");
        await talk.PlayedAsync(reply, 2 * ScriptedSynthesizer.SamplesAWord);
        await talk.WriteAsync("again");
        await talk.NextAsync("reply.text");

        Assert.Equal(["go", "First sentence", "again"], stage.Model.Requests.Last().Select(turn => turn.Text));
    }

    private static async Task DownAsync(Stage stage)
    {
        stage.Model.Fail = _ => new InvalidOperationException("down");
        var talk = await stage.StartAsync(Talk);
        await talk.WriteAsync("one");
        var excused = await ReplyAsync(stage, talk);
        stage.Model.Fail = _ => null;
        await talk.WriteAsync("two");
        var answered = await ReplyAsync(stage, talk);

        Assert.Equal(("failed", "completed"), (excused[^1].Reason, answered[^1].Reason));
        Assert.StartsWith("I'm sorry", excused.First(one => one.Type is "reply.text").Text, StringComparison.Ordinal);
        Assert.Contains(excused, one => one.Bytes > 0);
    }

    /// <summary>Everything that is said of the next reply; time passes for as long as it is played.</summary>
    private static Task<List<Heard>> ReplyAsync(Stage stage, Conversation talk) => stage.Server.ReplyTime.PlayAsync(ReadAsync(talk));

    private static async Task<List<Heard>> ReadAsync(Conversation talk)
    {
        var reply = new List<Heard>();
        while (reply.Count == 0 || reply[^1].Type is not "reply.ended")
        {
            var heard = await talk.NextAsync() ?? throw new InvalidOperationException("It ended without a reply.");
            if (heard.Type.StartsWith("reply.", StringComparison.Ordinal))
            {
                reply.Add(heard);
            }
        }

        return reply;
    }

    /// <summary>Reads on until so many words were sent.</summary>
    private static async Task AudioAsync(Conversation talk, int words)
    {
        for (var bytes = 0; bytes < words * ScriptedSynthesizer.SamplesAWord * 2;)
        {
            bytes += (await talk.NextAsync("reply.audio")).Bytes ?? 0;
        }
    }

    /// <summary>A model that says one sentence to "go" and then thinks.</summary>
    private static void Hold(Stage stage)
    {
        stage.Model.Answer = said => said is "go" ? "First sentence here. Then hold" : "Well.";
        stage.Model.Before = (word, cancellation) =>
            word is "hold" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation) : Task.CompletedTask;
    }
}
