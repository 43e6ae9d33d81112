using System.Runtime.CompilerServices;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>How sessions begin, end, and are let go of.</summary>
public sealed class SessionLifeTests : IAsyncDisposable
{
    private static readonly SessionLimits Limits = new()
    {
        MaxSessions = 2, RetryAfter = TimeSpan.FromMilliseconds(1_500), Linger = TimeSpan.FromSeconds(4), InputStall = TimeSpan.FromSeconds(2),
    };

    private readonly Studio _studio = new(Limits);

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task Audio_that_stalls_closes_the_open_utterance_and_the_session_goes_on()
    {
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Silence(0.25), Spoken.Words("one two three"));
        await Studio.NextAsync<Ack>(session, ack => ack.Received == Spoken.Rate);
        await Eventually.TrueAsync(() => Advance(1) && session.Events.SoFar().OfType<TranscriptFinal>().Any(), "the final");
        Assert.Equal(SpeechEndReason.InputEnded, session.Events.SoFar().OfType<SpeechEnded>().Single().Reason);
        await Studio.SendAsync(session, Spoken.Words("four five six"), Studio.Pause);
        Assert.Equal(["one two three", "four five six"], (await Studio.EndAsync(session)).Finals());
    }

    [Fact]
    public async Task A_file_does_not_stall()
    {
        var session = _studio.Start(Studio.File);
        await Studio.SendAsync(session, Spoken.Words("one two three"));
        await Studio.NextAsync<SpeechStarted>(session);
        Advance(60);
        await Studio.SendAsync(session, Spoken.Words("four"), Studio.Pause);
        Assert.Equal(["one two three four"], (await Studio.EndAsync(session)).Finals());
    }

    [Fact]
    public async Task An_abandoned_session_finishes_what_was_said()
    {
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one two three"));
        session.Abandon();
        var events = await Studio.AllAsync(session);
        Assert.Equal(["one two three"], events.Finals());
        Assert.Equal(new SessionEnded(SessionEndReason.Abandoned), events[^1]);
    }

    [Fact]
    public async Task The_first_reason_to_end_counts()
    {
        var session = _studio.Start();
        session.EndInput();
        session.Abandon();
        session.Shutdown();
        Assert.Equal(new SessionEnded(SessionEndReason.Completed), (await Studio.AllAsync(session))[^1]);
    }

    [Fact]
    public async Task A_session_drains_before_it_has_ended()
    {
        _studio.Hold();
        var session = _studio.Start();
        Assert.Equal(SessionState.Active, session.State);
        await Studio.SendAsync(session, Spoken.Words("one"));
        session.EndInput();
        Assert.Equal(SessionState.Draining, session.State);
        _studio.Release();
        await session.Completion;
        Assert.Equal(SessionState.Ended, session.State);
    }

    [Fact]
    public async Task Over_the_cap_a_session_is_refused_with_a_time_to_retry_and_an_ended_one_makes_room()
    {
        var first = _studio.Start();
        var second = _studio.Start();
        var error = _studio.Hub.Start(Studio.Live).Error;
        Assert.Equal((ErrorCodes.TooManySessions, true, 1_500), (error?.Code, error?.Retry, error?.RetryAfterMs));
        Assert.Equal(2, _studio.Hub.Running);
        await Studio.EndAsync(first);
        await Eventually.TrueAsync(() => _studio.Hub.Running == 1, "the ended session's room");
        Assert.NotSame(second, _studio.Start());
    }

    [Fact]
    public void What_is_refused_takes_no_room()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(ErrorCodes.UnknownModel, _studio.Hub.Start(Studio.Live with { Model = "huge" }).Error?.Code);
            Assert.Equal(ErrorCodes.UnsupportedLanguage, _studio.Hub.Start(Studio.Live with { Language = "fr" }).Error?.Code);
            var silence = Studio.Live with { Endpointing = Studio.Live.Endpointing with { SilenceMs = 1 } };
            Assert.Equal("endpointing.silence_ms", _studio.Hub.Start(silence).Error?.Param);
            var metadata = Studio.Live with { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = new('b', 257) } };
            Assert.Equal("metadata", _studio.Hub.Start(metadata).Error?.Param);
        }

        Assert.Equal(0, _studio.Hub.Running);
    }

    [Fact]
    public async Task A_session_that_could_not_be_made_takes_no_room()
    {
        await using var studio = new Studio(Limits, new Broken());
        for (var i = 0; i < 5; i++)
        {
            Assert.Throws<InvalidOperationException>(() => studio.Hub.Start(Studio.Live));
        }

        Assert.Equal(0, studio.Hub.Running);
    }

    [Fact]
    public async Task A_fault_ends_its_own_session_and_says_no_more_than_that()
    {
        await using var studio = new Studio(Limits, new Faulty());
        var session = studio.Start();
        await session.AppendAsync(Spoken.S16Le(Spoken.Words("one two")), null, TestContext.Current.CancellationToken);
        var events = await Studio.AllAsync(session);
        var error = Assert.Single(events.OfType<ErrorRaised>()).Error;
        Assert.Equal(ErrorCodes.Internal, error.Code);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Equal(new SessionEnded(SessionEndReason.Failed), events[^1]);
        await Eventually.TrueAsync(() => studio.Hub.Running == 0, "its room");
    }

    [Fact]
    public async Task An_ended_session_can_be_found_for_a_while_and_then_no_more()
    {
        var session = _studio.Start();
        await Studio.EndAsync(session);
        await Eventually.TrueAsync(() => _studio.Hub.Running == 0, "the end");
        Assert.Same(session, _studio.Hub.Find(session.Id).Value);
        Advance(3.9);
        Assert.Same(session, _studio.Hub.Find(session.Id).Value);
        Assert.Equal(new SessionEnded(SessionEndReason.Completed), (await Studio.AllAsync(session))[^1]);
        await Eventually.TrueAsync(() => Advance(0.1) && !_studio.Hub.Find(session.Id).Succeeded, "the session forgotten");
        var error = _studio.Hub.Find(session.Id).Error;
        Assert.Equal((ErrorCodes.SessionNotFound, "id"), (error?.Code, error?.Param));
    }

    [Fact]
    public async Task The_hub_is_idle_once_it_has_let_go_of_its_last_session()
    {
        var idle = 0;
        _studio.Hub.Idle += () => Interlocked.Increment(ref idle);
        var first = _studio.Start();
        var second = _studio.Start();
        await Studio.EndAsync(first);
        await Eventually.TrueAsync(() => Advance(4) && !_studio.Hub.Find(first.Id).Succeeded, "the first session forgotten");
        Assert.Equal(0, Volatile.Read(ref idle));
        await Studio.EndAsync(second);
        await Eventually.TrueAsync(() => Advance(4) && Volatile.Read(ref idle) == 1, "the idle hub");
    }

    [Fact]
    public async Task Nothing_of_a_session_is_left_after_it_was_let_go()
    {
        var session = await SpeakAndEndAsync();
        await Eventually.TrueAsync(() => Advance(4) && Collected(session), "the session collected");
    }

    [Fact]
    public async Task Ids_cannot_be_guessed()
    {
        var first = _studio.Start();
        var second = _studio.Start();
        Assert.NotEqual(first.Id, second.Id, StringComparer.Ordinal);
        Assert.Matches("^s_[A-Za-z0-9_-]{22}$", first.Id);
        await Studio.EndAsync(first);
    }

    [Fact]
    public async Task Stopping_finishes_open_utterances_and_takes_no_new_sessions()
    {
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one two three"));
        await _studio.Hub.StopAsync(TestContext.Current.CancellationToken);
        var events = await Studio.AllAsync(session);
        Assert.Equal(["one two three"], events.Finals());
        Assert.Equal(new SessionEnded(SessionEndReason.Shutdown), events[^1]);
        var error = _studio.Hub.Start(Studio.Live).Error;
        Assert.Equal((ErrorCodes.ShuttingDown, true), (error?.Code, error?.Retry));
    }

    [Fact]
    public async Task At_the_deadline_what_is_left_is_given_up()
    {
        _studio.Hold();
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one two three"), Studio.Pause);
        using var deadline = new CancellationTokenSource();
        var stopping = _studio.Hub.StopAsync(deadline.Token);
        await Studio.NextAsync<SpeechEnded>(session);
        Assert.False(stopping.IsCompleted);
        await deadline.CancelAsync();
        await stopping;
        var events = await Studio.AllAsync(session);
        Assert.Empty(events.Finals());
        Assert.Equal(new SessionEnded(SessionEndReason.Shutdown), events[^1]);
    }

    [Fact]
    public async Task Readers_of_one_session_all_read_the_same()
    {
        var session = _studio.Start();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => Studio.AllAsync(session))).ToArray();
        await Studio.SendAsync(session, Spoken.Words("one two three four five six"), Studio.Pause);
        var told = await Studio.EndAsync(session);
        foreach (var reader in readers)
        {
            Assert.Equal(told, await reader);
        }
    }

    private bool Advance(double seconds)
    {
        _studio.Time.Advance(TimeSpan.FromSeconds(seconds));
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> SpeakAndEndAsync()
    {
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one two three"), Studio.Pause);
        await Studio.EndAsync(session);
        return new WeakReference(session);
    }

    private static bool Collected(WeakReference session)
    {
        GC.Collect();
        return !session.IsAlive;
    }

    private sealed class Broken : IVoiceDetectorFactory
    {
        public IVoiceDetector Create() => throw new InvalidOperationException("no detector");
    }

    private sealed class Faulty : IVoiceDetectorFactory, IVoiceDetector
    {
        public int FrameLength => 512;

        public IVoiceDetector Create() => this;

        public float Detect(ReadOnlySpan<float> frame) => throw new InvalidOperationException("secret path");

        public void Reset()
        {
        }

        public void Dispose()
        {
        }
    }
}
