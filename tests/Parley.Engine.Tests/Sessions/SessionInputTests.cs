using FsCheck;
using FsCheck.Fluent;
using Parley.Audio;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>The audio side of a session: formats, chunks, positions, holes.</summary>
public sealed class SessionInputTests : IAsyncDisposable
{
    private const string Sentence = "the quick brown fox jumps over lazy world.";
    private const double Frame = 0.032;

    private readonly Studio _studio = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Theory]
    [InlineData(8_000)]
    [InlineData(11_025)]
    [InlineData(16_000)]
    [InlineData(22_050)]
    [InlineData(24_000)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    public async Task Every_rate_gives_the_same_words_at_the_same_times(int rate)
    {
        var audio = AtRate([.. Spoken.Silence(0.5), .. Spoken.Words(Sentence), .. Studio.Pause], rate);
        var final = Assert.Single((await HearAsync(new AudioFormat(AudioEncoding.S16Le, rate, 1), Spoken.S16Le(audio)))
            .OfType<TranscriptFinal>());
        Assert.Equal(Sentence, final.Text);
        Assert.Equal(0.5, final.Start, 2 * Frame);
        Assert.Equal(2.5, final.End, 2 * Frame);
    }

    [Fact]
    public async Task Two_channels_are_mixed_to_one()
    {
        float[] audio = [.. Spoken.Words(Sentence), .. Studio.Pause];
        float[] stereo = [.. audio.SelectMany(sample => new[] { sample, sample })];
        Assert.Equal(Sentence, (await HearAsync(new AudioFormat(AudioEncoding.S16Le, 16_000, 2), Spoken.S16Le(stereo))).Text());
    }

    [Fact]
    public async Task Floats_give_the_same_words()
    {
        float[] audio = [.. Spoken.Words(Sentence), .. Studio.Pause];
        byte[] bytes = [.. audio.SelectMany(BitConverter.GetBytes)];
        Assert.Equal(Sentence, (await HearAsync(new AudioFormat(AudioEncoding.F32Le, 16_000, 1), bytes)).Text());
    }

    [Theory]
    [InlineData(SessionMode.Stream)]
    [InlineData(SessionMode.Batch)]
    public void However_the_audio_is_cut_into_chunks_the_finals_are_the_same(SessionMode mode)
    {
        var options = Studio.Live with { Mode = mode, Partials = false };
        var bytes = Spoken.S16Le(
            Spoken.Silence(0.3), Spoken.Words("one two three four five six seven eight nine"), Studio.Pause,
            Spoken.Words("hello world."), Spoken.Silence(0.15), Spoken.Words("the fox"), Studio.Pause, Spoken.Words("ten"));
        IReadOnlyList<SessionEvent>? whole = null;
        Prop.ForAll(Gen.Choose(1, 12_000).NonEmptyListOf().ToArbitrary(), async sizes =>
        {
            whole ??= await SendChunksAsync(options, bytes, [bytes.Length / 2]);
            var cut = await SendChunksAsync(options, bytes, [.. sizes]);
            Assert.Equal(["one two three four five six seven eight nine", "hello world. the fox", "ten"], whole.Finals());
            Assert.Equal(whole.OfType<TranscriptFinal>(), cut.OfType<TranscriptFinal>());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    [Fact]
    public async Task A_hole_mid_utterance_closes_it_and_times_after_it_are_right()
    {
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one two three"));
        var hole = await session.AppendAsync(Spoken.S16Le(Spoken.Words("four five six"), Studio.Pause), 160_000, Cancellation);
        Assert.True(hole.Succeeded);
        var events = await Studio.EndAsync(session);
        Assert.Equal(["one two three", "four five six"], events.Finals());
        var error = Assert.Single(events.OfType<ErrorRaised>());
        Assert.Equal((ErrorCodes.AudioGap, 12_000, 160_000), (error.Code, error.From, error.To));
        Assert.Equal(
            [SpeechEndReason.InputEnded, SpeechEndReason.Silence], events.OfType<SpeechEnded>().Select(end => end.Reason));
        var finals = events.OfType<TranscriptFinal>().ToArray();
        Assert.Equal(0.75, finals[0].End, Frame);
        Assert.Equal(10, finals[1].Start, Frame);
        Assert.Equal(10.75, finals[1].End, Frame);
    }

    [Fact]
    public async Task Audio_sent_again_is_heard_once()
    {
        var bytes = Spoken.S16Le(Spoken.Words("one two three four"));
        var session = _studio.Start();
        await session.AppendAsync(bytes, 0, Cancellation);
        await session.AppendAsync(bytes.AsMemory(8_000), 4_000, Cancellation);
        await session.AppendAsync(Spoken.S16Le(Spoken.Words("one"), Studio.Pause), 16_000, Cancellation);
        var events = await Studio.EndAsync(session);
        Assert.Equal("one two three four one", events.Text());
        Assert.Equal(ErrorCodes.AudioOverlap, Assert.Single(events.OfType<ErrorRaised>()).Code);
    }

    [Fact]
    public async Task A_refused_chunk_loses_nothing_before_or_after_it()
    {
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one two"));
        Assert.False((await session.AppendAsync(new byte[3], null, Cancellation)).Succeeded);
        Assert.False((await session.AppendAsync(new byte[2], -5, Cancellation)).Succeeded);
        await Studio.SendAsync(session, Spoken.Words("three four"), Studio.Pause);
        Assert.Equal("one two three four", (await Studio.EndAsync(session)).Text());
    }

    [Fact]
    public async Task Audio_after_the_end_is_refused()
    {
        var session = _studio.Start();
        session.EndInput();
        var late = await session.AppendAsync(new byte[2], null, Cancellation);
        Assert.Equal(ErrorCodes.SessionEnded, late.Error?.Code);
    }

    [Fact]
    public async Task Acknowledgements_only_grow_and_at_the_end_everything_is_committed()
    {
        var events = await _studio.HearAsync(
            Studio.Live, Spoken.Words(Sentence), Studio.Pause, Spoken.Silence(3), Spoken.Words(Sentence), Studio.Pause);
        var acks = events.OfType<Ack>().ToArray();
        Assert.True(acks.Length > 3);
        Assert.Equal(acks.Select(ack => ack.Received).Order(), acks.Select(ack => ack.Received));
        Assert.Equal(acks.Select(ack => ack.Committed).Order(), acks.Select(ack => ack.Committed));
        Assert.All(acks, ack => Assert.InRange(ack.Committed, 0, ack.Received));
        Assert.Equal(acks[^1].Received, acks[^1].Committed);
    }

    [Fact]
    public async Task Audio_without_its_final_is_never_committed()
    {
        _studio.Hold();
        var session = _studio.Start(Studio.Live with { Partials = false });
        await Studio.SendAsync(session, Spoken.Silence(2), Spoken.Words("one two"), Spoken.Silence(3));
        await session.AppendAsync(Spoken.S16Le(Spoken.Silence(4)), 100 * Spoken.Rate, Cancellation);
        await Eventually.TrueAsync(
            () => session.Events.SoFar().OfType<Ack>().Any(ack => ack.Received >= 104 * Spoken.Rate), "the audio taken");
        Assert.All(session.Events.SoFar().OfType<Ack>(), ack => Assert.InRange(ack.Committed, 0, 2 * Spoken.Rate));
        _studio.Release();
        var events = await Studio.EndAsync(session);
        Assert.Equal(104 * Spoken.Rate, events.OfType<Ack>().Last().Committed);
    }

    private async Task<IReadOnlyList<SessionEvent>> HearAsync(AudioFormat format, byte[] bytes) =>
        await SendChunksAsync(Studio.Live with { Input = format }, bytes, [format.Rate / 5 * 8]);

    private async Task<IReadOnlyList<SessionEvent>> SendChunksAsync(SessionOptions options, byte[] bytes, List<int> sizes)
    {
        var session = _studio.Start(options);
        var sample = options.Input.Encoding == AudioEncoding.F32Le ? 4 : 2;
        for (var (at, turn) = (0, 0); at < bytes.Length; turn++)
        {
            var size = Math.Min(bytes.Length - at, sizes[turn % sizes.Count] * sample);
            (await session.AppendAsync(bytes.AsMemory(at, size), null, Cancellation)).ValueOrThrow();
            at += size;
        }

        return await Studio.EndAsync(session);
    }

    private static float[] AtRate(float[] audio, int rate) =>
        [.. Enumerable.Range(0, (int)((long)audio.Length * rate / Spoken.Rate)).Select(i => audio[(int)((long)i * Spoken.Rate / rate)])];
}
