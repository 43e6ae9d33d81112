using Parley.Engine.Sessions;
using Parley.Engine.Stages.Conversing;
using Parley.Events;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;
using Parley.Voices;

namespace Parley.Engine.Tests.Sessions;

/// <summary>A conversation in the voice of a profile.</summary>
public sealed class ProfileVoiceTests
{
    private static readonly VoiceSample Sample = new(new short[16_000], 16_000);

    private readonly MemoryVoiceProfiles _profiles = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_engine_that_clones_speaks_with_the_sample_and_nothing_is_said_of_it()
    {
        await using var studio = await StudioAsync(clones: true);
        var session = await TalkAsync(studio, "profile/anna");
        var spoken = Assert.Single(studio.Voice.Requests);
        Assert.Equal((Sample, null), (spoken.Sample, spoken.Voice));
        Assert.DoesNotContain(session.Events.SoFar(), item => item is Notice);
    }

    [Fact]
    public async Task Where_no_engine_clones_the_nearest_voice_speaks_and_says_so_right_after_the_start()
    {
        await using var studio = await StudioAsync(clones: false);
        var session = await TalkAsync(studio, "vp_1");
        Assert.Equal(("clear", null), (studio.Voice.Requests.Single().Voice, studio.Voice.Requests.Single().Sample));
        var notice = Assert.Single(session.Events.SoFar().OfType<Notice>());
        Assert.Equal("voice_fallback", notice.Code);
        Assert.Contains("scripted-voice/clear", notice.Message, StringComparison.Ordinal);
        Assert.IsType<SessionStarted>(session.Events.SoFar()[0]);
    }

    [Fact]
    public async Task A_profile_that_is_gone_leaves_the_servers_own_voice_and_is_told()
    {
        await using var studio = await StudioAsync(clones: true);
        var session = await TalkAsync(studio, "vp_gone");
        Assert.Equal((null, null), (studio.Voice.Requests.Single().Voice, studio.Voice.Requests.Single().Sample));
        Assert.Equal(ErrorCodes.VoiceNotFound, Assert.Single(session.Events.SoFar().OfType<Notice>()).Code);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_holds_up_the_voice_for_a_while_and_nothing_else()
    {
        await using var studio = await StudioAsync(clones: true);
        _profiles.Before = cancellation => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        var session = studio.Start(Talk("vp_1"));
        session.Write("hello").ValueOrThrow();
        await Studio.NextAsync<ReplyText>(session);
        Assert.Empty(studio.Voice.Requests);
        var patience = new ConversationLimits().VoicePatience;
        await Eventually.TrueAsync(() => studio.Time.Pending.Contains(patience), "the search for the profile");
        studio.Time.Advance(patience);
        await Eventually.TrueAsync(() => studio.Voice.Requests.Count > 0, "the server's own voice");
        Assert.Null(studio.Voice.Requests.First().Sample);
        Assert.Equal(ErrorCodes.StorageUnavailable, Assert.Single(session.Events.SoFar().OfType<Notice>()).Code);
    }

    [Fact]
    public async Task A_session_that_ends_first_says_nothing_after_its_end()
    {
        await using var studio = await StudioAsync(clones: true);
        _profiles.Before = cancellation => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        var session = studio.Start(Talk("vp_1"));
        var events = await Studio.EndAsync(session);
        Assert.IsType<SessionEnded>(events[^1]);
        Assert.DoesNotContain(events, item => item is Notice);
    }

    private static SessionOptions Talk(string voice) => Studio.Live with { Converse = new ConverseOptions { Voice = voice } };

    private static async Task<Session> TalkAsync(Studio studio, string voice)
    {
        var session = studio.Start(Talk(voice));
        session.Write("hello").ValueOrThrow();
        await Studio.NextAsync<ReplyAudio>(session);
        return session;
    }

    private async Task<Studio> StudioAsync(bool clones)
    {
        var profile = new VoiceProfile("vp_1", "Anna", DateTimeOffset.UnixEpoch, new VoiceQuality(5, -20, -3, 0, 40) { PitchHz = 205 }) { Language = "en" };
        (await _profiles.AddAsync(profile, Sample, Cancellation)).ValueOrThrow();
        return new Studio(profiles: _profiles, voice: new ScriptedSynthesizer(clones: clones)) { Model = { Answer = _ => "Hello." } };
    }
}
