using Parley.Engine.Admission;
using Parley.Engine.Sessions;
using Parley.Engine.Tests.Sessions;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Admission;

/// <summary>Which sessions are admitted, by what the engine measures. The goal: 95 of 100 finals wait 600 ms at most.</summary>
public sealed class AdmissionTests : IAsyncDisposable
{
    private static readonly SessionOptions Resumable = Studio.Live with { Resumable = true };

    private readonly ScriptedPressure _engine = new();
    private readonly Studio _studio;

    public AdmissionTests() => _studio = new Studio(
        new SessionLimits { MaxSessions = 5_000, RetryAfter = TimeSpan.FromMilliseconds(1_500) }, pressure: _engine);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public void Who_waits_too_long_already_is_not_joined_by_another()
    {
        Measure(speakers: 10, share: 0.4, waitMs: 700);

        var error = Refused();

        Assert.Equal((ErrorCodes.OverCapacity, true, 1_500), (error.Code, error.Retry, error.RetryAfterMs));
        Assert.Equal(0, _studio.Hub.Running);
    }

    [Fact]
    public void Where_there_is_no_room_at_all_nobody_counts_who_is_away()
    {
        Measure(speakers: 10, share: 0.4, waitMs: 700);
        var admission = new AdmissionControl(_engine, new AdmissionOptions(), _studio.Time, new TestMeters());

        Assert.NotNull(admission.Refusal(SessionMode.Stream, () => throw new InvalidOperationException("Thousands may be away.")));
    }

    [Theory]
    [InlineData(4, 0.2, 300, true)] // 4 → 5 speakers: 300 ms × 0.8 / 0.75 = 320 ms
    [InlineData(4, 0.6, 300, true)] // 300 ms × 0.4 / 0.25 = 480 ms
    [InlineData(4, 0.6, 400, false)] // 400 ms × 0.4 / 0.25 = 640 ms
    [InlineData(16, 0.8, 100, true)] // 100 ms × 0.2 / 0.15 = 133 ms
    [InlineData(4, 0.8, 0, false)] // nobody waits yet, but finals would take all of the engine
    public void One_more_speaker_is_admitted_when_the_finals_of_all_would_still_come_in_time(int speakers, double share, int waitMs, bool admitted)
    {
        Measure(speakers, share, waitMs);

        Assert.Equal(admitted, _studio.Hub.Start(Studio.Live).Succeeded);
    }

    [Fact]
    public void Whoever_speaks_alone_is_admitted_however_slow_the_machine()
    {
        Measure(speakers: 1, share: 1, waitMs: 5_000);
        Refused();
        Measure(speakers: 0, share: 0, waitMs: 5_000);

        Assert.Null(_studio.Hub.WouldRefuse());
        _studio.Start();
    }

    [Fact]
    public void Once_full_it_takes_clear_relief_until_the_next_is_admitted()
    {
        Measure(speakers: 10, share: 0.5, waitMs: 580);
        Refused();
        Measure(speakers: 10, share: 0.5, waitMs: 500);
        Refused();
        Measure(speakers: 10, share: 0.5, waitMs: 400);
        _studio.Start();
        Measure(speakers: 10, share: 0.5, waitMs: 500);
        _studio.Start();
    }

    [Fact]
    public void Whoever_asks_whether_it_is_full_learns_it_and_changes_nothing()
    {
        Measure(speakers: 10, share: 0.5, waitMs: 580);
        Assert.Equal(ErrorCodes.OverCapacity, _studio.Hub.WouldRefuse());
        Measure(speakers: 10, share: 0.5, waitMs: 500);

        // Whoever was refused would be so until there is clear relief; nobody was.
        Assert.Null(_studio.Hub.WouldRefuse());
        _studio.Start();
    }

    [Fact]
    public void Silent_sessions_cost_nothing_and_keep_nobody_out()
    {
        Measure(speakers: 16, share: 0.8, waitMs: 100);

        for (var i = 0; i < 2_000; i++)
        {
            _studio.Start();
        }

        Assert.Equal(2_000, _studio.Hub.Running);
    }

    [Fact]
    public async Task Where_whoever_comes_speaks_those_who_just_came_count_before_they_are_measured()
    {
        // A hundred who spoke as soon as they came are what the next ones are judged by.
        for (var i = 0; i < 100; i++)
        {
            await SpeakAsync(_studio.Start());
        }

        _studio.Time.Advance(TimeSpan.FromSeconds(2));
        Measure(speakers: 10, share: 0.5, waitMs: 100);
        var admitted = Enumerable.Range(0, 100).TakeWhile(_ => _studio.Hub.Start(Studio.Live).Succeeded).Count();

        // Each takes a twentieth: with 7 or 8 more the finals' wait or share is at its limit.
        Assert.InRange(admitted, 6, 10);
        _studio.Time.Advance(TimeSpan.FromSeconds(2));
        _studio.Start();
    }

    [Fact]
    public void What_a_speaker_takes_is_remembered_while_everybody_is_silent_for_a_moment()
    {
        Measure(speakers: 10, share: 0.89, waitMs: 100);
        Refused();
        _studio.Time.Advance(TimeSpan.FromSeconds(1));
        Measure(speakers: 10, share: 0, waitMs: 0);
        Refused();
        Measure(speakers: 2, share: 0, waitMs: 0);
        _studio.Start();
    }

    [Fact]
    public async Task Who_lost_the_connection_finds_the_place_kept_for_a_while()
    {
        var session = _studio.Start(Resumable);
        var speaker = (await session.AttachAsync(() => { }, Cancellation)).ValueOrThrow();
        await SpeakAsync(session);
        Measure(speakers: 16, share: 0.8, waitMs: 0);
        _studio.Start();
        speaker.Dispose();

        // Sixteen speak, one may come back, and one more would be the eighteenth.
        Measure(speakers: 17, share: 0.849, waitMs: 0);
        Refused();
        _studio.Time.Advance(TimeSpan.FromSeconds(31));
        Measure(speakers: 13, share: 0.65, waitMs: 0);
        _studio.Start();
    }

    [Fact]
    public void A_recording_is_refused_only_while_speakers_wait_too_long_as_it_is()
    {
        Measure(speakers: 4, share: 0.8, waitMs: 100);
        Refused();
        _studio.Start(Studio.File);
        Measure(speakers: 4, share: 0.8, waitMs: 700);
        Assert.Equal(ErrorCodes.OverCapacity, _studio.Hub.Start(Studio.File).Error?.Code);
    }

    [Fact]
    public async Task A_storm_of_two_thousand_reconnects_settles_with_every_session_resumed_and_new_ones_wait()
    {
        var sessions = Enumerable.Range(0, 2_000).Select(_ => _studio.Start(Resumable)).ToList();
        var speakers = new List<Attachment>();
        foreach (var session in sessions)
        {
            speakers.Add((await session.AttachAsync(() => { }, Cancellation)).ValueOrThrow());
        }

        await SpeakAsync(sessions[0]);
        speakers.ForEach(speaker => speaker.Dispose());
        _engine.Overwhelm();
        for (var i = 0; i < sessions.Count; i++)
        {
            Assert.Equal(2, (await sessions[i].AttachAsync(() => { }, Cancellation)).ValueOrThrow().Epoch);
            Assert.True(i % 100 > 0 || Refused().Retry);
        }

        Measure(speakers: 10, share: 0.4, waitMs: 100);
        _studio.Start();
        Assert.Equal(2_001, _studio.Hub.Running);
        Assert.All(sessions, session => Assert.Equal(SessionState.Active, session.State));
    }

    [Fact]
    public async Task With_a_goal_of_zero_nobody_is_refused()
    {
        await using var studio = new Studio(pressure: _engine, admission: new AdmissionOptions { FinalWait = TimeSpan.Zero });
        _engine.Overwhelm();
        studio.Start();
    }

    private static async Task SpeakAsync(Session session)
    {
        await Studio.SendAsync(session, Spoken.Words("one two"));
        await Studio.NextAsync<Events.SpeechStarted>(session);
    }

    private void Measure(int speakers, double share, int waitMs) =>
        _engine.Now = new EnginePressure(speakers, share, TimeSpan.FromMilliseconds(waitMs));

    private ParleyError Refused()
    {
        var refused = _studio.Hub.Start(Studio.Live);
        Assert.False(refused.Succeeded);
        return refused.Error;
    }
}
