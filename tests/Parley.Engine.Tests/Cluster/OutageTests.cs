using Parley.Engine.Sessions;
using Parley.Engine.Tests.Sessions;
using Parley.Events;
using Parley.Testing;

namespace Parley.Engine.Tests.Cluster;

/// <summary>A directory that goes, comes back, and forgets.</summary>
public sealed class OutageTests
{
    private static readonly byte[] Audio = Spoken.S16Le(
        Spoken.Words("one two"), Studio.Pause, Spoken.Words("three four"), Studio.Pause, Spoken.Words("five six"), Studio.Pause);

    private static readonly int Sentence = (Spoken.Rate / 2) + Studio.Pause.Length;

    [Fact]
    public async Task Without_a_directory_a_session_goes_on_and_says_so_once_and_once_more_when_it_is_back()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Live);
        using var speaker = await Nodes.SpeakAsync(session, Audio, Sentence);
        _ = await Studio.NextAsync<TranscriptFinal>(session);

        nodes.Directory.Gone = true;
        await Nodes.SayAsync(speaker, Audio, Sentence, 2 * Sentence);
        Assert.Equal("three four", (await Studio.NextAsync<TranscriptFinal>(session, final => final.Utterance == 2)).Text);
        await nodes.A.Node!.RenewAsync();
        await nodes.A.Node.RenewAsync();
        Assert.False(nodes.A.Node.IsUp);

        nodes.Directory.Gone = false;
        await nodes.A.Node.RenewAsync();
        _ = await Studio.NextAsync<Notice>(session, notice => notice.Code is "resume_available");
        await Nodes.SayAsync(speaker, Audio, 2 * Sentence, 3 * Sentence);
        _ = await Studio.NextAsync<TranscriptFinal>(session, final => final.Utterance == 3);

        // Another node has all of it, what was said meanwhile as well.
        var there = (await nodes.B.Hub.ResumeAsync(session.Id)).ValueOrThrow();
        var events = Nodes.SoFar(there.Events);
        Assert.Equal(["one two", "three four", "five six"], events.Finals().Select(final => final.Text));
        Assert.Equal(
            ["resume_unavailable", "resume_available", "session_moved"],
            events.Select(item => item.Event).OfType<Notice>().Select(notice => notice.Code));
    }

    [Fact]
    public async Task A_session_that_starts_without_a_directory_starts_at_once_and_is_recorded_later()
    {
        await using var nodes = await Nodes.StartAsync();
        nodes.Directory.Gone = true;
        await nodes.A.Node!.RenewAsync();

        var session = nodes.A.Start(Nodes.Live);
        Assert.Equal(["SessionStarted", "Notice"], session.Events.SoFar().Select(said => said.GetType().Name));

        nodes.Directory.Gone = false;
        await nodes.A.Node.RenewAsync();
        _ = await Studio.NextAsync<Notice>(session, notice => notice.Code is "resume_available");
        Assert.Equal(1, nodes.Directory.Count);
    }

    [Fact]
    public async Task A_session_that_has_ended_is_recorded_again_as_well()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Live);
        using var speaker = await Nodes.SpeakAsync(session, Audio, Sentence);
        speaker.EndInput();
        await session.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        nodes.Directory.Gone = true;
        await nodes.A.Node!.RenewAsync();
        nodes.Directory.Clear();
        nodes.Directory.Gone = false;
        await nodes.A.Node.RenewAsync();

        await Testing.Eventually.TrueAsync(() => nodes.Directory.Count == 1);
        var there = (await nodes.B.Hub.FindAsync(session.Id)).ValueOrThrow();
        Assert.Equal(["one two"], (await Nodes.AllAsync(there.Events)).Finals().Select(final => final.Text));
    }

    [Fact]
    public async Task A_directory_that_forgot_everything_is_told_again_and_no_reader_misses_anything()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Live);
        using var speaker = await Nodes.SpeakAsync(session, Audio, Sentence);
        _ = await Studio.NextAsync<TranscriptFinal>(session);
        var reading = Nodes.AllAsync((await nodes.B.Hub.FindAsync(session.Id)).ValueOrThrow().Events);

        nodes.Directory.Clear();
        await Nodes.SayAsync(speaker, Audio, Sentence, 2 * Sentence);
        _ = await Studio.NextAsync<TranscriptFinal>(session, final => final.Utterance == 2);
        nodes.Directory.Clear();
        await nodes.A.Node!.RenewAsync();
        await session.SafeAsync();
        Assert.Equal(1, nodes.Directory.Count);
        speaker.EndInput();

        Assert.Equal(["one two", "three four"], (await reading).Finals().Select(final => final.Text));
        Assert.DoesNotContain(Nodes.SoFar(session.Events), item => item.Event is Notice);
    }

    [Fact]
    public async Task A_node_that_was_cut_off_and_comes_back_finds_its_session_gone()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Live);
        await session.SafeAsync();
        nodes.Directory.Gone = true;
        await nodes.A.Node!.RenewAsync();
        nodes.Directory.Gone = false;
        _ = (await nodes.B.Hub.ResumeAsync(session.Id)).ValueOrThrow();

        await nodes.A.Node.RenewAsync();

        await session.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Testing.Eventually.TrueAsync(() => !nodes.A.Hub.Find(session.Id).Succeeded);
    }

    [Fact]
    public async Task More_events_than_may_wait_for_the_directory_are_all_there_in_the_end()
    {
        await using var nodes = await Nodes.StartAsync(new SessionLimits { EventCapacity = 8_192 });
        var session = nodes.A.Start(Nodes.Live);
        await session.SafeAsync();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        nodes.Directory.BeforeWrite = () => held.Task;
        for (var i = 0; i < 3_000; i++)
        {
            session.Events.Append(new Notice("test", $"{i}"));
        }

        held.SetResult();

        // What the session's loop has not come by yet is not waited for.
        for (var i = 0; i < 1_000 && (await nodes.Directory.ReadAsync(session.Id, 0)).ValueOrThrow().Events.Count <= 3_000; i++)
        {
            await session.SafeAsync();
        }

        var there = (await nodes.B.Hub.ResumeAsync(session.Id)).ValueOrThrow();
        Assert.Equal(
            Enumerable.Range(0, 3_000).Select(i => $"{i}"),
            Nodes.SoFar(there.Events).Select(item => item.Event).OfType<Notice>().Where(notice => notice.Code is "test").Select(notice => notice.Message));
    }
}
