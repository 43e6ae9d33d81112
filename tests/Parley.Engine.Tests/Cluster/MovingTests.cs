using Parley.Engine.Sessions;
using Parley.Engine.Tests.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Engine.Tests.Cluster;

/// <summary>A node that stops and gives its sessions to the others.</summary>
public sealed class MovingTests
{
    private static readonly byte[] Audio = Spoken.S16Le(Spoken.Words("one two"), Studio.Pause, Spoken.Words("three four"), Studio.Pause);

    [Fact]
    public async Task A_session_is_given_up_at_a_pause_in_speech_and_its_clients_look_elsewhere()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Live);
        using var speaker = await Nodes.SpeakAsync(session, Audio, Spoken.Rate / 2);
        _ = await Studio.NextAsync<SpeechStarted>(session);
        var reading = Nodes.AllAsync(session.Events);

        var stopping = nodes.A.Hub.StopAsync(CancellationToken.None);
        Assert.False(session.Completion.IsCompleted, "It did not wait for the pause.");
        await Nodes.SayAsync(speaker, Audio, Spoken.Rate / 2, (Spoken.Rate / 2) + Studio.Pause.Length);
        await stopping.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        var told = await Assert.ThrowsAsync<ParleyException>(() => reading);
        Assert.Equal((ErrorCodes.ShuttingDown, true), (told.Error.Code, told.Error.Retry));
        Assert.Empty((await nodes.Directory.ReadAsync(session.Id, 0)).ValueOrThrow().Owner);
        Assert.Equal(ErrorCodes.ShuttingDown, (await nodes.A.Hub.ResumeAsync(session.Id)).Error?.Code);

        var there = (await nodes.B.Hub.ResumeAsync(session.Id)).ValueOrThrow();
        using var again = await Nodes.SpeakAsync(there, Audio, Audio.Length / 2);
        again.EndInput();
        Assert.Equal(["one two", "three four"], (await Nodes.AllAsync(there.Events)).Finals().Select(final => final.Text));
    }

    [Fact]
    public async Task Who_speaks_without_a_pause_is_moved_all_the_same_and_heard_again()
    {
        await using var nodes = await Nodes.StartAsync(new SessionLimits { InputStall = TimeSpan.FromMinutes(1) });
        var session = nodes.A.Start(Nodes.Live);
        using var speaker = await Nodes.SpeakAsync(session, Audio, Spoken.Rate / 2);
        _ = await Studio.NextAsync<SpeechStarted>(session);

        var stopping = nodes.A.Hub.StopAsync(CancellationToken.None);
        await nodes.A.Time.UntilAsync(() => stopping.IsCompleted, nodes.A.Node!.MovePatience + TimeSpan.FromSeconds(1));

        var there = (await nodes.B.Hub.ResumeAsync(session.Id)).ValueOrThrow();
        Assert.Equal(0, there.Committed);
        using var again = await Nodes.SpeakAsync(there, Audio, Audio.Length / 2);
        again.EndInput();
        var events = await Nodes.AllAsync(there.Events);
        Assert.Equal(["one two", "three four"], events.Finals().Select(final => final.Text));
        Assert.Equal([1, 1, 2], events.Select(item => item.Event).OfType<SpeechStarted>().Select(started => started.Utterance));
    }

    [Fact]
    public async Task A_session_whose_audio_has_ended_is_finished_where_it_is()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Live);
        nodes.A.Hold();
        using var speaker = await Nodes.SpeakAsync(session, Audio, Audio.Length / 2);
        speaker.EndInput();
        var stopping = nodes.A.Hub.StopAsync(CancellationToken.None);
        nodes.A.Release();
        await stopping.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        var events = await Nodes.AllAsync(session.Events);
        Assert.Equal(["one two", "three four"], events.Finals().Select(final => final.Text));
        Assert.Equal(new SessionEnded(SessionEndReason.Completed), events[^1].Event);
    }

    [Fact]
    public async Task Where_the_directory_does_not_answer_at_that_moment_the_session_is_finished_and_says_nothing_that_another_node_would_say_again()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Live);
        using var speaker = await Nodes.SpeakAsync(session, Audio, Spoken.Rate / 2);
        _ = await Studio.NextAsync<SpeechStarted>(session);
        var stopping = nodes.A.Hub.StopAsync(CancellationToken.None);
        nodes.Directory.Gone = true;
        await Nodes.SayAsync(speaker, Audio, Spoken.Rate / 2, (Spoken.Rate / 2) + Studio.Pause.Length);
        await stopping.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        var events = await Nodes.AllAsync(session.Events);
        Assert.Equal(["one two"], events.Finals().Select(final => final.Text));
        Assert.Equal(new SessionEnded(SessionEndReason.Shutdown), events[^1].Event);
    }

    [Fact]
    public async Task What_no_other_node_could_go_on_with_is_finished_where_it_is()
    {
        await using var nodes = await Nodes.StartAsync();
        var own = nodes.A.Start(Nodes.Live with { Resumable = false });
        var cutOff = nodes.A.Start(Nodes.Live);
        await cutOff.SafeAsync();
        nodes.Directory.Gone = true;
        await nodes.A.Node!.RenewAsync();

        await nodes.A.Hub.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(new SessionEnded(SessionEndReason.Shutdown), (await Studio.AllAsync(own))[^1]);
        Assert.Equal(new SessionEnded(SessionEndReason.Shutdown), (await Studio.AllAsync(cutOff))[^1]);
    }
}
