using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Protocols.Tests.Conformance.Features;

/// <summary>Sessions that outlive connections, and are read by several.</summary>
internal static class SessionFeatures
{
    private const string Moves = "moves";

    public static IReadOnlyList<Feature> All { get; } =
    [
        new("ack", "How far the audio is held, and how far it is final", AckAsync),
        new("readers", "Several readers of one session", ReadersAsync),
        new("resume", "After a cut the session goes on: no final is lost or said twice", ResumeAsync),
        new(Moves, "A session that began over another protocol, whichever, goes on over this one: nothing is lost or said twice", MovesAsync),
        SlowReader,
        Refused("unknown_session", "A session that there is not", "session_not_found", stage => stage.ResumeAsync("s_nobody", 0)),
        Refused("not_resumable", "A session that was not to be resumed", "not_resumable", async stage =>
        {
            var talk = await stage.StartAsync();
            return await stage.ResumeAsync((await talk.NextAsync("session.started")).SessionId!, 0);
        }),
    ];

    private static Feature SlowReader =>
        new("slow_reader", "A reader that falls behind by over 1 MiB is cut off, and finds every final when it comes back", SlowReaderAsync)
        {
            Code = ErrorCodes.ReaderTooSlow, Limits = new SessionLimits { EventCapacity = 100_000, EventBytes = 1 << 30 },
        };

    private static async Task AckAsync(Stage stage)
    {
        var talk = await stage.StartAsync();
        await talk.SpeakAsync(Spoken.Words("one two"));
        await talk.FlushAsync();
        await talk.FinalAsync();

        var ack = await talk.NextAsync("ack");

        Assert.Equal((Spoken.WordSamples * 2L, Spoken.WordSamples * 2L), (ack.Received, ack.Committed));
    }

    private static async Task ReadersAsync(Stage stage)
    {
        var talk = await stage.StartAsync(new() { Resumable = true });
        var started = await talk.NextAsync("session.started");
        var readers = new[] { await stage.FollowAsync(started.SessionId!), await stage.FollowAsync(started.SessionId!) };
        await talk.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1), Spoken.Words("three"), Spoken.Silence(1));
        var said = await talk.FinishAsync();
        said.Insert(0, started);

        Assert.Equal(["one two", "three"], said.Finals());
        foreach (var reader in readers)
        {
            Assert.Equal(Shown(said), Shown(await reader.RestAsync()));
        }
    }

    private static async Task ResumeAsync(Stage stage) => await GoOnAsync(stage, await stage.StartAsync(new() { Resumable = true }));

    private static async Task MovesAsync(Stage stage)
    {
        foreach (var elsewhere in ConformanceTable.Drivers.Where(driver => !driver.Lacks.ContainsKey(Moves) && !stage.IsOf(driver)))
        {
            await GoOnAsync(stage, await stage.StartAsync(new() { Resumable = true }, elsewhere));
        }
    }

    /// <summary>A final is heard, the connection breaks in the next sentence, and the protocol on trial goes on with it.</summary>
    private static async Task GoOnAsync(Stage stage, Conversation talk)
    {
        var id = (await talk.NextAsync("session.started")).SessionId!;
        float[][] first = [Spoken.Words("one two three"), Spoken.Silence(1)];
        await talk.SpeakAsync(first);
        Assert.Equal("one two three", (await talk.FinalAsync()).Text);
        await talk.SpeakAsync(Spoken.Words("four five"));
        var last = (await talk.NextAsync("speech.started")).Seq!.Value;

        talk.Cut();
        var again = await stage.ResumeAsync(id, last);
        await again.SpeakAtAsync(first.Sum(part => (long)part.Length), Spoken.Words("four five six"), Spoken.Silence(1));
        var rest = await again.FinishAsync();

        Assert.Equal(["four five six"], rest.Finals());
        Assert.DoesNotContain(rest, heard => heard.Type is "error");
        Assert.All(rest.Where(heard => heard.Seq is not null), heard => Assert.True(heard.Seq > last));
        Assert.Equal("completed", rest[^1].Reason);
    }

    private static async Task SlowReaderAsync(Stage stage)
    {
        const int Finals = 400;
        var text = new string('x', 100_000);
        var talk = await stage.StartAsync(new() { Resumable = true });
        var id = (await talk.NextAsync("session.started")).SessionId!;
        var slow = await stage.FollowAsync(id);
        var seen = (await slow.NextAsync("session.started")).Seq!.Value;

        // More than the system takes in for a client that does not read, and then more than may wait.
        var log = stage.Server.Hub.Find(id).Value!.Events;
        for (var i = 1; i <= Finals; i++)
        {
            log.Append(new TranscriptFinal(i, text, "en", i, i + 1));
        }

        var cut = await slow.RestAsync();
        Assert.Equal(ErrorCodes.ReaderTooSlow, cut[^1].Code);
        Assert.InRange(cut.Finals().Length, 0, Finals - 1);

        var back = await stage.ResumeAsync(id, cut.Max(heard => heard.Seq) ?? seen);
        cut.AddRange(await back.FinishAsync());
        Assert.Equal(
            Enumerable.Range(1, Finals), cut.Where(heard => heard.Type is "transcript.final").Select(final => (int)final.Start!.Value));
    }

    private static Feature Refused(string id, string sentence, string code, Func<Stage, Task<Conversation>> ask) => new(id, sentence, async stage =>
    {
        var talk = await ask(stage);

        Assert.Equal(code, (await talk.NextAsync("error")).Code);
    })
    { Code = code };

    /// <summary>What a reader is spared when it falls behind is left out.</summary>
    private static List<(long? Seq, string Type, string? Text)> Shown(List<Heard> heard) =>
        [.. heard.Where(one => one.Type is not ("transcript.partial" or "ack")).Select(one => (one.Seq, one.Type, one.Text))];
}
