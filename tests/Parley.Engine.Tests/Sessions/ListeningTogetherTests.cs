using Parley.Engine.Sessions;
using Parley.Engine.Turns;
using Parley.Events;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>Frames that the voice detector judges later, together with those of others: nothing is said differently for it.</summary>
public sealed class ListeningTogetherTests : IAsyncDisposable
{
    private const int Frame = 512;

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
        _detectors.Dispose();
    }

    [Fact]
    public async Task A_session_says_what_it_says_when_each_frame_is_judged_at_once()
    {
        float[][] audio = [Murmur(0.3), Spoken.Words("one two three"), Murmur(0.7), Spoken.Words("four five"), Murmur(0.7), Spoken.Words("six")];
        await using var atOnce = new Studio(Limits);
        var expected = Words(await atOnce.HearAsync(null, audio));

        var session = _studio.Start();
        await SpeakAsync(session, Spoken.S16Le(audio));
        Assert.Equal(expected, Words(await Studio.EndAsync(session)));
        Assert.Equal(audio.Sum(part => part.Length) / Frame, _detectors.PutOff);
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
        var word = Spoken.S16Le(Spoken.Words("one"));
        var begun = 2 * 6 * Frame;
        var session = _studio.Start(options);
        await SpeakAsync(session, word[..begun]);
        await Studio.NextAsync<SpeechStarted>(session);

        // Nothing is left that could be judged, so that what is held is the next frame.
        _detectors.Hold = true;
        (await session.AppendAsync(word.AsMemory(begun), null, Cancellation)).ValueOrThrow();
        await Eventually.TrueAsync(() => _detectors.PutOff == 7, "a frame that waits");
        return session;
    }

    /// <summary>As at the pace of speech: each frame is judged before more audio comes. All of it is loud enough for the detector.</summary>
    private async Task SpeakAsync(Session session, byte[] audio)
    {
        var sent = 0;
        foreach (var chunk in audio.Chunk(2 * Spoken.Rate / 50))
        {
            (await session.AppendAsync(chunk, null, Cancellation)).ValueOrThrow();
            var frames = sent / Frame;
            sent += chunk.Length / 2;
            if (sent / Frame > frames)
            {
                await _detectors.TakenAsync();
            }
        }
    }

    /// <summary>No words, but not so quiet that the detector is spared it.</summary>
    private static float[] Murmur(double seconds) => [.. Enumerable.Repeat(0.02f, (int)(seconds * Spoken.Rate))];

    private static IEnumerable<SessionEvent> Words(IEnumerable<SessionEvent> said) => said.Where(one => one is SpeechStarted or SpeechEnded or TranscriptFinal);

    /// <summary>A detector that judges every frame it may judge later on another thread, or, on hold, when it is let go on.</summary>
    private sealed class Late : IVoiceDetectorFactory, IDisposable
    {
        private readonly Lock _gate = new();
        private readonly List<Action> _held = [];
        private readonly SemaphoreSlim _taken = new(0);

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

        public void Dispose() => _taken.Dispose();

        /// <summary>Completes when the session has gone on with the next frame that was put off.</summary>
        public async Task TakenAsync() => Assert.True(await _taken.WaitAsync(TimeSpan.FromSeconds(30), Cancellation), "No frame was put off.");

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
                    _ = Task.Run(judge, CancellationToken.None);
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
                    all._taken.Release();
                    return true;
                }
            }

            public void Reset() => Assert.False(_asked, "A frame waits to be judged.");

            public void Dispose() => all.Disposed = true;
        }
    }
}
