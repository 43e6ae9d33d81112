using Parley.Engine.Sessions;
using Parley.Engine.Tests.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Engine.Tests.Cluster;

/// <summary>Who reads at one node what is said at another.</summary>
public sealed class FollowingTests
{
    private static readonly byte[] Audio = Spoken.S16Le(Spoken.Words("one two"), Studio.Pause, Spoken.Words("three four"), Studio.Pause);

    [Fact]
    public async Task A_reader_gets_what_was_said_and_then_what_is_said()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Recording);
        using var speaker = await Nodes.SpeakAsync(session, Audio, Audio.Length / 4);
        _ = await Studio.NextAsync<TranscriptFinal>(session);
        await session.SafeAsync();

        var view = (await nodes.B.Hub.FindAsync(session.Id)).ValueOrThrow();
        Assert.NotSame(session, view);
        Assert.Equal((session.Model, session.Options, 1), (view.Model, view.Options with { Metadata = session.Options.Metadata }, view.Epoch));
        var reading = Nodes.AllAsync(view.Events);
        var late = Nodes.AllAsync(view.Events, after: 2);
        await Nodes.SayAsync(speaker, Audio, Audio.Length / 4, Audio.Length / 2);
        speaker.EndInput();

        var said = await Nodes.AllAsync(session.Events);
        Assert.Equal(said, await reading);
        Assert.Equal(said.Where(item => item.Sequence > 2), await late);
        Assert.Equal(SessionState.Ended, view.State);
    }

    [Fact]
    public async Task A_reader_goes_on_reading_when_the_session_changes_nodes()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Recording);
        using var speaker = await Nodes.SpeakAsync(session, Audio, Audio.Length / 4);
        await session.SafeAsync();
        await using var third = new Studio(directory: nodes.Directory);
        var reading = Nodes.AllAsync((await third.Hub.FindAsync(session.Id)).ValueOrThrow().Events);

        var there = (await nodes.B.Hub.ResumeAsync(session.Id)).ValueOrThrow();
        using var again = await Nodes.SpeakAsync(there, Audio, Audio.Length / 2);
        again.EndInput();

        Assert.Equal(["one two", "three four"], (await reading).Finals().Select(final => final.Text));
    }

    [Fact]
    public async Task A_reader_of_the_node_that_loses_the_session_is_sent_away_to_come_back_where_it_was()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Live);
        using var speaker = await Nodes.SpeakAsync(session, Audio, Audio.Length / 2);
        _ = await Studio.NextAsync<TranscriptFinal>(session, final => final.Utterance == 2);
        var seen = new List<LoggedEvent>();
        var reading = new Func<Task>(async () =>
        {
            await foreach (var logged in session.Events.FollowAsync(0, TestContext.Current.CancellationToken))
            {
                lock (seen)
                {
                    seen.Add(logged);
                }
            }
        })();

        var there = (await nodes.B.Hub.ResumeAsync(session.Id)).ValueOrThrow();
        using var again = await Nodes.SpeakAsync(there, Audio, there.Received);
        var moved = await Assert.ThrowsAsync<ParleyException>(() => reading);
        Assert.Equal(ErrorCodes.SessionMoved, moved.Error.Code);
        again.EndInput();

        var rest = await Nodes.AllAsync((await nodes.A.Hub.FindAsync(session.Id)).ValueOrThrow().Events, seen[^1].Sequence);
        Assert.Equal(["one two", "three four"], seen.Concat(rest).Finals().Select(final => final.Text));
        Assert.Equal(SessionEndReason.Completed, Assert.IsType<SessionEnded>(rest[^1].Event).Reason);
    }

    [Fact]
    public async Task A_copy_that_nobody_reads_is_let_go_of_and_made_again()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Live);
        await session.SafeAsync();
        var view = (await nodes.B.Hub.FindAsync(session.Id)).ValueOrThrow();
        Assert.Same(view, (await nodes.B.Hub.FindAsync(session.Id)).Value);

        nodes.B.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Same(view, (await nodes.B.Hub.FindAsync(session.Id)).Value);
        nodes.B.Time.Advance(TimeSpan.FromSeconds(10));
        nodes.B.Time.Advance(TimeSpan.FromSeconds(10));

        await Testing.Eventually.TrueAsync(() => nodes.B.Hub.FindAsync(session.Id).AsTask() is { IsCompletedSuccessfully: true } found && !ReferenceEquals(found.Result.Value, view));
    }

    [Fact]
    public async Task A_reader_of_a_session_whose_record_is_gone_is_told()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Live);
        await session.SafeAsync();
        var reading = Nodes.AllAsync((await nodes.B.Hub.FindAsync(session.Id)).ValueOrThrow().Events);
        await Testing.Eventually.TrueAsync(() => !reading.IsCompleted);

        nodes.Directory.Clear();
        await nodes.B.Time.UntilAsync(() => reading.IsCompleted, TimeSpan.FromSeconds(60));

        var gone = await Assert.ThrowsAsync<ParleyException>(() => reading);
        Assert.Equal(ErrorCodes.SessionNotFound, gone.Error.Code);
    }
}
