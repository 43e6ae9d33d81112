using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Parley.Events;
using Parley.Failures;
using Parley.Server.Evaluation.Live;

namespace Parley.Server.Tests.Evaluation.Live;

public sealed class LivePlayerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly LeapingTime _time = new();

    [Theory]
    [InlineData(1, 20)]
    [InlineData(4, 5)]
    public async Task A_frame_is_sent_when_its_last_sample_has_been_spoken(double pace, double expected)
    {
        var session = new ScriptedSession(_time, (_, _) => []);
        await new LivePlayer(_time, pace).PlayAsync(session, new short[3 * SendClock.FrameSamples], Cancel);
        Assert.Equal([expected, 2 * expected, 3 * expected], session.SentAt.Take(3));
    }

    [Fact]
    public async Task The_last_frame_is_filled_with_silence_and_silence_follows()
    {
        var session = new ScriptedSession(_time, (_, _) => []);
        short[] samples = [.. Enumerable.Repeat((short)0x1234, SendClock.FrameSamples + 1)];
        await new LivePlayer(_time, 1).PlayAsync(session, samples, Cancel);
        Assert.All(session.Frames[0], b => Assert.True(b is 0x12 or 0x34));
        Assert.Equal([0x34, 0x12, 0, 0], session.Frames[1].Take(4));
        Assert.All(session.Frames.Skip(2), frame => Assert.All(frame, b => Assert.Equal(0, b)));
        Assert.Equal(2 + 25, session.Frames.Count);
        Assert.True(session.Ended);
    }

    [Fact]
    public async Task Silence_goes_on_until_the_utterance_is_closed_and_has_its_final()
    {
        var session = new ScriptedSession(_time, (frame, _) => frame switch
        {
            1 => [new SpeechStarted(1, 0)],
            60 => [new SpeechEnded(1, 0.1, SpeechEndReason.Silence)],
            80 => [new TranscriptFinal(1, "hello", "en", 0, 0.1)],
            _ => [],
        });
        var played = await new LivePlayer(_time, 1).PlayAsync(session, new short[10 * SendClock.FrameSamples], Cancel);
        Assert.InRange(session.Frames.Count, 80, 90);
        Assert.Equal("hello", played.Value!.Text);
    }

    [Fact]
    public async Task An_utterance_without_words_is_not_waited_for_for_ever()
    {
        var session = new ScriptedSession(_time, (frame, _) => frame switch
        {
            1 => [new SpeechStarted(1, 0)],
            2 => [new SpeechEnded(1, 0.1, SpeechEndReason.Silence)],
            _ => [],
        });
        var played = await new LivePlayer(_time, 1).PlayAsync(session, new short[SendClock.FrameSamples], Cancel);
        Assert.Equal("", played.Value!.Text);
        Assert.InRange(session.Frames.Count, 400, 402);
    }

    [Fact]
    public async Task An_error_of_the_session_is_the_outcome()
    {
        var session = new ScriptedSession(_time, (frame, end) =>
        {
            if (frame == 2)
            {
                end();
                return [new ErrorRaised(new ParleyError(ErrorCodes.ProviderFailed, "It broke."))];
            }

            return [];
        });
        var played = await new LivePlayer(_time, 1).PlayAsync(session, new short[5 * SendClock.FrameSamples], Cancel);
        Assert.Equal(ErrorCodes.ProviderFailed, played.Error?.Code);
    }

    /// <summary>Answers frames by their number; heard before the next frame is due.</summary>
    private sealed class ScriptedSession(LeapingTime time, Func<int, Action, SessionEvent[]> answer) : ILiveSession
    {
        private readonly Channel<SessionEvent> _events = Channel.CreateUnbounded<SessionEvent>(
            new UnboundedChannelOptions { AllowSynchronousContinuations = true });

        public List<byte[]> Frames { get; } = [];

        public List<double> SentAt { get; } = [];

        public bool Ended { get; private set; }

        public ValueTask SendAsync(ReadOnlyMemory<byte> samples, CancellationToken cancellation)
        {
            Frames.Add(samples.ToArray());
            SentAt.Add(time.Elapsed.TotalMilliseconds);
            foreach (var said in answer(Frames.Count, () => Ended = true))
            {
                _events.Writer.TryWrite(said);
            }

            if (Ended)
            {
                _events.Writer.TryComplete();
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask EndAsync(CancellationToken cancellation)
        {
            Ended = true;
            _events.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        public async IAsyncEnumerable<SessionEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var said in _events.Reader.ReadAllAsync(cancellation))
            {
                yield return said;
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>A clock that leaps to the next short wait at once; long waits are time limits and never come.</summary>
    private sealed class LeapingTime : TimeProvider
    {
        private long _now;

        public TimeSpan Elapsed => TimeSpan.FromTicks(_now);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero && dueTime < TimeSpan.FromSeconds(1))
            {
                _now += dueTime.Ticks;
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }

            return new NoTimer();
        }

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
