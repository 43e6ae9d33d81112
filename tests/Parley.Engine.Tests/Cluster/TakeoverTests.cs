using Parley.Engine.Sessions;
using Parley.Engine.Tests.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Engine.Tests.Cluster;

/// <summary>A session that another node goes on with.</summary>
public sealed class TakeoverTests
{
    private static readonly string[] Vocabulary = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rehearsal_leaves_nothing_behind()
    {
        await using var nodes = await Nodes.StartAsync();

        await nodes.A.Hub.RehearseAsync().WaitAsync(Cancellation);

        Assert.Equal((0, 0, 0), (nodes.A.Hub.Running, nodes.Directory.Count, nodes.Directory.FencedWrites));
    }

    [Fact]
    public async Task A_rehearsal_without_a_directory_ends_as_well()
    {
        await using var nodes = await Nodes.StartAsync();
        nodes.Directory.Gone = true;

        await nodes.A.Hub.RehearseAsync().WaitAsync(Cancellation);

        Assert.Equal(0, nodes.A.Hub.Running);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task However_often_and_wherever_a_session_changes_nodes_no_final_is_lost_repeated_or_different(int seed)
    {
        var random = new Random(seed);
        var audio = Speech(random, sentences: 30);
        await using var alone = new Studio();
        var undisturbed = await alone.HearAsync(Nodes.Recording with { Resumable = false }, Samples(audio));

        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Recording);
        var reader = 0L;
        var read = new Dictionary<long, SessionEvent>();
        for (var change = 0; change < 12; change++)
        {
            var position = session.Received;
            var until = Math.Min(audio.Length / 2, position + random.Next(0, audio.Length / 2 / 8));
            using var speaker = await Nodes.SpeakAsync(session, audio, until);
            foreach (var logged in Nodes.SoFar(session.Events))
            {
                Assert.True(!read.TryGetValue(logged.Sequence, out var known) || known == logged.Event, $"Two events have the number {logged.Sequence}.");
                read[logged.Sequence] = logged.Event;
                reader = Math.Max(reader, logged.Sequence);
            }

            var next = (change % 2 == 0 ? nodes.B : nodes.A).Hub;
            var before = session;
            session = (await next.ResumeAsync(before.Id)).ValueOrThrow();
            Assert.NotSame(before, session);
            Assert.Null(session.Events.CanReadAfter(reader));
        }

        using var last = await Nodes.SpeakAsync(session, audio, audio.Length / 2);
        last.EndInput();
        var events = await Nodes.AllAsync(session.Events);

        Assert.Equal(undisturbed.OfType<TranscriptFinal>(), events.Finals());
        Assert.Equal(undisturbed.OfType<Usage>(), events.Select(item => item.Event).OfType<Usage>());
        Assert.Equal(events.Select(item => item.Sequence).Order().Distinct(), events.Select(item => item.Sequence));
        Assert.Equal(13, session.Epoch);
    }

    [Fact]
    public async Task A_node_that_lost_its_session_drops_it_and_nothing_it_says_is_accepted()
    {
        await using var nodes = await Nodes.StartAsync();
        var audio = Spoken.S16Le(Spoken.Words("one two three"), Studio.Pause, Spoken.Words("four five six"), Studio.Pause);
        var old = nodes.A.Start(Nodes.Live);
        var told = 0;
        nodes.A.Hold();
        using var speaker = await Nodes.SpeakAsync(old, audio, audio.Length / 2, () => told++);
        var reading = Nodes.AllAsync(old.Events);

        // The decodes that the old node waits for come back when it has lost the session.
        var taken = (await nodes.B.Hub.ResumeAsync(old.Id)).ValueOrThrow();
        nodes.A.Release();
        await old.Completion.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        var moved = await Assert.ThrowsAsync<ParleyException>(() => reading);
        Assert.Equal((ErrorCodes.SessionMoved, true), (moved.Error.Code, moved.Error.Retry));
        Assert.Equal(1, told);
        Assert.Empty(Nodes.SoFar(taken.Events).Finals());
        Assert.Equal(1, nodes.Directory.FencedWrites);
        Assert.Equal(ErrorCodes.TakenOver, (await speaker.AppendAsync(new byte[320], null)).Error?.Code);
        await Testing.Eventually.TrueAsync(() => !nodes.A.Hub.Find(old.Id).Succeeded);
    }

    [Fact]
    public async Task A_final_is_said_when_it_is_safe_and_what_comes_before_it_does_not_wait()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Live);
        using var speaker = await Nodes.SpeakAsync(session, [], 0);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        nodes.Directory.BeforeWrite = () => held.Task;

        await Nodes.SayAsync(speaker, Spoken.S16Le(Spoken.Words("one two three four"), Studio.Pause), 0, Spoken.Rate + (Studio.Pause.Length));
        _ = await Studio.NextAsync<SpeechStarted>(session);
        await nodes.A.Recognizer.AskedAsync(asked => asked.Any(request => request.Urgency == Providers.Urgency.Speculative), Cancellation);
        var written = Nodes.SoFar(session.Events);
        Assert.Contains(written, item => item.Event is SpeechStarted);
        Assert.DoesNotContain(written, item => item.Event is TranscriptFinal or Ack { Committed: > 0 });
        Assert.Equal(0, session.Committed);

        held.SetResult();
        Assert.Equal("one two three four", (await Studio.NextAsync<TranscriptFinal>(session)).Text);
        Assert.Contains("one two three four", await TextsAsync(nodes, session.Id));
    }

    [Fact]
    public async Task Who_comes_to_the_node_that_has_the_session_finds_it_there()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Live);
        using var first = await Nodes.SpeakAsync(session, [], 0);

        Assert.Same(session, (await nodes.A.Hub.ResumeAsync(session.Id)).Value);
        using var second = await Nodes.SpeakAsync(session, [], 0);

        Assert.Equal((1, 2), (first.Epoch, second.Epoch));
    }

    [Fact]
    public async Task Several_who_come_at_once_find_the_same_session()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Live);
        await session.SafeAsync();

        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await nodes.B.Hub.ResumeAsync(session.Id)));

        Assert.Single(found.Select(one => one.ValueOrThrow()).Distinct());
    }

    [Fact]
    public async Task What_no_node_has_is_not_found_and_what_is_no_id_is_not_asked_for()
    {
        await using var nodes = await Nodes.StartAsync();

        Assert.Equal(ErrorCodes.SessionNotFound, (await nodes.B.Hub.ResumeAsync("s_AAAAAAAAAAAAAAAAAAAAAA")).Error?.Code);
        Assert.Equal(ErrorCodes.SessionNotFound, (await nodes.B.Hub.FindAsync("s_AAAAAAAAAAAAAAAAAAAAAA")).Error?.Code);
        nodes.Directory.Gone = true;
        Assert.Equal(ErrorCodes.ResumeUnavailable, (await nodes.B.Hub.ResumeAsync("s_AAAAAAAAAAAAAAAAAAAAAA")).Error?.Code);
        Assert.Equal(ErrorCodes.SessionNotFound, (await nodes.B.Hub.ResumeAsync("s_{x}:*")).Error?.Code);
    }

    [Fact]
    public async Task A_session_that_has_ended_is_read_to_its_end_at_another_node()
    {
        await using var nodes = await Nodes.StartAsync();
        var session = nodes.A.Start(Nodes.Recording);
        using var speaker = await Nodes.SpeakAsync(session, Spoken.S16Le(Spoken.Words("one two")), Spoken.Rate / 2);
        speaker.EndInput();
        await session.Completion.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        var there = (await nodes.B.Hub.ResumeAsync(session.Id)).ValueOrThrow();
        using var again = (await there.AttachAsync(() => { }, Cancellation)).ValueOrThrow();

        Assert.Equal(SessionState.Ended, there.State);
        Assert.Equal("one two", Assert.Single((await Nodes.AllAsync(there.Events)).Finals()).Text);
        Assert.Equal(ErrorCodes.SessionEnded, (await again.AppendAsync(new byte[320], null)).Error?.Code);
    }

    [Fact]
    public async Task A_record_that_nobody_comes_for_goes_with_the_window_of_its_session()
    {
        await using var nodes = await Nodes.StartAsync();
        await nodes.A.Start(Nodes.Live).SafeAsync();
        Assert.Equal(1, nodes.Directory.Count);

        nodes.Time.Advance(TimeSpan.FromSeconds(30 + 31));

        Assert.Equal(0, nodes.Directory.Count);
    }

    private static async Task<string> TextsAsync(Nodes nodes, string id) => string.Concat(
        (await nodes.Directory.ReadAsync(id, 0)).ValueOrThrow().Events.Select(item => System.Text.Encoding.UTF8.GetString(item.Body.Span)));

    private static byte[] Speech(Random random, int sentences) => Spoken.S16Le([.. Enumerable.Range(0, sentences).SelectMany(_ => new[]
    {
        Spoken.Words(string.Join(' ', Enumerable.Range(0, random.Next(2, 6)).Select(_ => Vocabulary[random.Next(Vocabulary.Length)]))),
        Spoken.Silence(1),
    })]);

    private static float[] Samples(byte[] audio) =>
        [.. Enumerable.Range(0, audio.Length / 2).Select(i => BitConverter.ToInt16(audio, i * 2) / (float)short.MaxValue)];
}
