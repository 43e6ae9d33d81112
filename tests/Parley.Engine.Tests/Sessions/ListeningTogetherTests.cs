using Parley.Engine.Sessions;
using Parley.Engine.Turns;
using Parley.Events;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>Frames that the voice detector judges later, together with those of others: nothing is said differently for it.</summary>
public sealed class ListeningTogetherTests : IAsyncDisposable
{
    private static readonly SessionLimits Limits = new() { InputStall = TimeSpan.FromSeconds(2) };
    private static readonly SessionOptions ByHand = Studio.Live with { Endpointing = new EndpointingOptions { Manual = true } };

    private readonly Late _detectors = new();
    private readonly Studio _studio;

    public ListeningTogetherTests() => _studio = new Studio(Limits, _detectors);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _detectors.Hold = false;
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task A_session_says_what_it_says_when_each_frame_is_judged_at_once()
    {
        float[][] audio = [Spoken.Silence(0.3), Spoken.Words("one two three"), Studio.Pause, Spoken.Words("four five"), Studio.Pause, Spoken.Words("six")];
        await using var atOnce = new Studio(Limits);
        var expected = Words(await atOnce.HearAsync(null, audio));

        Assert.Equal(expected, Words(await SpeakAsync(audio)));
        Assert.InRange(_detectors.PutOff, 1, int.MaxValue);
    }

    [Fact]
    public async Task A_flush_waits_for_the_frame_before_it()
    {
        var session = await WaitInSpeechAsync(ByHand);
        session.Flush();
        Assert.DoesNotContain(session.Events.SoFar(), said => said is SpeechEnded);

        _detectors.Hold = false;
        Assert.Equal("one", (await Studio.NextAsync<TranscriptFinal>(session)).Text);
        Assert.Equal(session.Received, (await Studio.NextAsync<Ack>(session)).Committed);
    }

    [Fact]
    public async Task Audio_that_stalls_closes_the_utterance_when_the_frame_is_judged()
    {
        var session = await WaitInSpeechAsync(Studio.Live);
        _studio.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.DoesNotContain(session.Events.SoFar(), said => said is SpeechEnded);

        _detectors.Hold = false;
        Assert.Equal(SpeechEndReason.InputEnded, (await Studio.NextAsync<SpeechEnded>(session)).Reason);
    }

    [Fact]
    public async Task The_end_of_the_audio_waits_for_the_frame_before_it()
    {
        var session = await WaitInSpeechAsync(Studio.Live);
        session.EndInput();
        Assert.Equal(SessionState.Draining, session.State);

        _detectors.Hold = false;
        Assert.Equal(["one"], (await Studio.AllAsync(session)).Finals());
    }

    [Fact]
    public async Task A_session_that_is_given_up_waits_for_no_frame()
    {
        var session = await WaitInSpeechAsync(Studio.Live);
        session.Abort();
        await session.Completion.WaitAsync(Cancellation);
        Assert.True(_detectors.Disposed);
    }

    [Fact]
    public async Task Who_sends_more_than_is_spoken_meanwhile_waits_for_nobody()
    {
        _detectors.Hold = true;
        var session = _studio.Start();
        (await session.AppendAsync(Spoken.S16Le(Spoken.Silence(0.3), Spoken.Words("one two three"), Studio.Pause), null, Cancellation)).ValueOrThrow();

        // All but the last quarter of a second, which anybody may be speaking.
        await Eventually.TrueAsync(() => _detectors.PutOff == 1, "a frame that waits");
        Assert.Equal("one two three", (await Studio.NextAsync<TranscriptFinal>(session)).Text);
    }

    [Fact]
    public async Task A_recording_waits_for_nobody()
    {
        _detectors.Hold = true;
        Assert.Equal(["one two three"], (await _studio.HearAsync(Studio.File, Spoken.Words("one two three"), Studio.Pause)).Finals());
        Assert.Equal(0, _detectors.PutOff);
    }

    /// <summary>A session in the middle of a word, one of whose frames nobody has judged yet.</summary>
    private async Task<Session> WaitInSpeechAsync(SessionOptions options)
    {
        var session = _studio.Start(options);
        foreach (var chunk in Spoken.S16Le(Spoken.Words("one")).Chunk(2 * Spoken.Rate / 50).SkipLast(3))
        {
            await AppendAsync(session, chunk);
        }

        await Studio.NextAsync<SpeechStarted>(session);
        await _detectors.SettleAsync();
        _detectors.Hold = true;
        var before = _detectors.PutOff;
        await AppendAsync(session, Spoken.S16Le(Spoken.Words("one"))[..(2 * 3 * Spoken.Rate / 50)]);
        await Eventually.TrueAsync(() => _detectors.PutOff > before, "a frame that waits");
        return session;
    }

    private async Task<IReadOnlyList<SessionEvent>> SpeakAsync(float[][] audio)
    {
        var session = _studio.Start();
        foreach (var chunk in Spoken.S16Le(audio).Chunk(2 * Spoken.Rate / 50))
        {
            await AppendAsync(session, chunk);
        }

        return await Studio.EndAsync(session);
    }

    /// <summary>As at the pace of speech: what was sent is judged before more comes, unless frames are held.</summary>
    private async Task AppendAsync(Session session, byte[] chunk)
    {
        (await session.AppendAsync(chunk, null, Cancellation)).ValueOrThrow();
        await _detectors.SettleAsync();
    }

    private static IEnumerable<SessionEvent> Words(IEnumerable<SessionEvent> said) => said.Where(one => one is SpeechStarted or SpeechEnded or TranscriptFinal);

    /// <summary>A detector that judges every frame it may judge later on another thread, or, on hold, when it is let go on.</summary>
    private sealed class Late : IVoiceDetectorFactory
    {
        private readonly Lock _gate = new();
        private readonly List<Action> _held = [];
        private Task _last = Task.CompletedTask;

        public int PutOff { get; private set; }

        public bool Disposed { get; private set; }

        public bool Hold
        {
            get;
            set
            {
                lock (_gate)
                {
                    field = value;
                    _held.ForEach(judge => judge());
                    _held.Clear();
                }
            }
        }

        public IVoiceDetector Create() => new Ear(this);

        public Task SettleAsync()
        {
            lock (_gate)
            {
                return _last;
            }
        }

        private void Later(Action judge)
        {
            lock (_gate)
            {
                PutOff++;
                if (Hold)
                {
                    _held.Add(judge);
                }
                else
                {
                    _last = Task.Run(judge, CancellationToken.None);
                }
            }
        }

        private sealed class Ear(Late all) : IVoiceDetector
        {
            private readonly ScriptedVoiceDetector _inner = new();
            private readonly Lock _gate = new();
            private float? _judged;
            private bool _asked;

            public int FrameLength => _inner.FrameLength;

            public float Detect(ReadOnlySpan<float> frame)
            {
                Assert.False(_asked, "A frame waits to be judged.");
                return _inner.Detect(frame);
            }

            public bool TryDetect(ReadOnlySpan<float> frame, Action later, out float probability)
            {
                probability = 0;
                var judged = Detect(frame);
                _asked = true;
                all.Later(() =>
                {
                    lock (_gate)
                    {
                        _judged = judged;
                    }

                    later();
                });
                return false;
            }

            public bool TryTake(out float probability)
            {
                lock (_gate)
                {
                    probability = _judged ?? 0;
                    if (_judged is null)
                    {
                        return false;
                    }

                    (_judged, _asked) = (null, false);
                    return true;
                }
            }

            public void Reset() => Assert.False(_asked, "A frame waits to be judged.");

            public void Dispose() => all.Disposed = true;
        }
    }
}
