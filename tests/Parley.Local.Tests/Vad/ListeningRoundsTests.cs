using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Parley.Local.Onnx;
using Parley.Local.Vad;
using Parley.Testing;

namespace Parley.Local.Tests.Vad;

/// <summary>The voice detector that ships, for several speakers at once. The clock stands still: a round begins when it is full, or is the last.</summary>
[Collection(nameof(Engines))]
public sealed class ListeningRoundsTests : IDisposable
{
    private const int Most = ListeningRounds.Most;
    private const int Frames = 1_000;

    private static readonly float[] Speech = Installed.Sentences()[1].Samples;

    private readonly VirtualTime _time = new();
    private readonly TestMeters _meters = new();
    private readonly OnnxModel _model;
    private readonly ListeningRounds _rounds;
    private readonly List<Listener> _listeners = [];

    public ListeningRoundsTests(Engines engines)
    {
        // Loads the library.
        _ = engines.Detectors;
        _model = new OnnxModel(Installed.VoiceDetector, threads: 1);
        _rounds = new ListeningRounds(_model, _time, new ListeningMetrics(_meters));
    }

    public void Dispose()
    {
        _listeners.ForEach(listener => listener.Detector.Dispose());
        _rounds.Dispose();
        _model.Dispose();
    }

    [Fact]
    public void Who_speaks_alone_is_heard_at_once()
    {
        var listener = Listen();
        for (var frame = 0; frame < 40; frame++)
        {
            Assert.True(listener.Ask());
            _time.Advance(TimeSpan.FromMilliseconds(32));
        }
    }

    [Fact]
    public async Task Each_hears_in_a_round_what_it_hears_alone()
    {
        Crowd();
        Listener[] listeners = [.. Enumerable.Range(0, Most).Select(place => Listen(place * 700))];
        for (var frame = 0; frame < 40; frame++)
        {
            Assert.All(listeners, listener => Assert.False(listener.Ask()));
            await Eventually.TrueAsync(() => listeners.All(listener => listener.TryTake()));
        }

        using var alone = new SileroDetector(_model, _rounds);
        foreach (var listener in listeners)
        {
            alone.Reset();
            Assert.All(listener.Heard.Index(), heard => Assert.Equal(alone.Detect(listener.Frame(heard.Index)), heard.Item, 1e-4f));
            Assert.Contains(listener.Heard, probability => probability > 0.9f);
        }
    }

    [Fact]
    public async Task Who_finds_two_rounds_waiting_is_heard_at_once()
    {
        Crowd();
        using var busy = new ManualResetEventSlim();
        Assert.False(Listen().Ask(busy.Wait));
        Assert.All(Enumerable.Range(1, Most - 1), _ => Assert.False(Listen().Ask()));
        var round = _listeners[0];
        await Eventually.TrueAsync(() => round.TryTake());

        Assert.All(Enumerable.Range(0, 2 * Most), _ => Assert.False(Listen().Ask()));
        Assert.True(Listen().Ask());
        busy.Set();
        await Eventually.TrueAsync(() => _listeners.TrueForAll(listener => listener.TryTake()));
    }

    [Fact]
    public async Task Who_leaves_while_a_round_has_it_is_let_go_after_it()
    {
        Crowd();
        Assert.All(Enumerable.Range(1, Most - 1), _ => Assert.False(Listen().Ask()));
        var gone = _listeners[0];
        gone.Detector.Dispose();
        Assert.False(Listen().Ask());

        await Eventually.TrueAsync(() => _listeners.Skip(1).All(listener => listener.TryTake()));
        Assert.False(gone.TryTake());
        Assert.Throws<ObjectDisposedException>(() => gone.Ask());
    }

    [Fact]
    public void Who_waits_when_the_server_stops_is_still_heard()
    {
        Crowd();
        var listener = Listen();
        Assert.False(listener.Ask());
        Assert.False(listener.TryTake());
        _rounds.Dispose();
        Assert.True(listener.TryTake());
        Assert.True(listener.Ask());
    }

    [Fact]
    public async Task A_round_allocates_nothing_where_frames_come_in()
    {
        Crowd();
        var listener = Listen();
        var others = Enumerable.Range(1, Most - 1).Select(_ => Listen()).ToList();
        var allocated = long.MaxValue;
        for (var frame = 0; frame < 20; frame++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            listener.Ask();
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            others.ForEach(other => other.Ask());
            await Eventually.TrueAsync(() => _listeners.TrueForAll(each => each.TryTake()));
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task What_is_heard_alone_and_together_is_counted()
    {
        var counted = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Meter.Scope == _meters)
            {
                all.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            counted.AddOrUpdate($"{instrument.Name} {(tags.IsEmpty ? "" : tags[0].Value)}".Trim(), value, (_, before) => before + value));
        listener.Start();

        Assert.True(Listen().Ask());
        Crowd();
        Assert.All(Enumerable.Range(0, Most), _ => Assert.False(Listen().Ask()));
        await Eventually.TrueAsync(() => _listeners.Skip(1).All(each => each.TryTake()));

        Assert.Equal(1 + Frames, counted["parley.detector.frames alone"]);
        Assert.Equal(Most, counted["parley.detector.frames together"]);
        Assert.Equal(1, counted["parley.detector.rounds"]);
    }

    private Listener Listen(int from = 0)
    {
        var listener = new Listener(new SileroDetector(_model, _rounds), from);
        _listeners.Add(listener);
        return listener;
    }

    /// <summary>So many frames that company is to be expected.</summary>
    private void Crowd()
    {
        for (var i = 0; i < Frames; i++)
        {
            _rounds.CountAlone();
        }

        _time.Advance(8 * ListeningRounds.Longest);
    }

    /// <summary>One stream: the speech from some sample on, over and over.</summary>
    private sealed class Listener(SileroDetector detector, int from)
    {
        private bool _asked;
        private int _frames;

        public SileroDetector Detector => detector;

        public List<float> Heard { get; } = [];

        public ReadOnlySpan<float> Frame(int at) =>
            Speech.AsSpan((from + (at * SileroDetector.Frame)) % (Speech.Length - SileroDetector.Frame), SileroDetector.Frame);

        /// <returns>Whether it was heard at once.</returns>
        public bool Ask(Action? later = null)
        {
            _asked = true;
            return detector.TryDetect(Frame(_frames++), later ?? Nothing, out var probability) && Hear(probability);
        }

        /// <returns>Whether all it asked was heard.</returns>
        public bool TryTake() => !_asked || (detector.TryTake(out var probability) && Hear(probability));

        private static void Nothing()
        {
        }

        private bool Hear(float probability)
        {
            Heard.Add(probability);
            _asked = false;
            return true;
        }
    }
}
