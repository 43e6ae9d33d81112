using Parley.Audio.Files;
using Parley.Audio.Files.Ffmpeg;
using Parley.Audio.Tests.Files.Ffmpeg;
using Parley.Audio.Tests.Files.Wav;
using Parley.Failures;

namespace Parley.Audio.Tests.Files;

/// <summary>How many decoder processes run at once, and what the next recording gets.</summary>
public sealed class DecoderSlotsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] SomeFlac = [.. "fLaC"u8, .. new byte[100_000]];

    private readonly ManualTime _time = new();
    private readonly DecoderSlots _slots;

    public DecoderSlotsTests() => _slots = new DecoderSlots(1, Patience, _time);

    [Fact]
    public async Task One_more_waits_until_a_decoder_has_ended()
    {
        using var fake = new FakeDecoder("exec /bin/cat");
        var first = (await fake.OpenAsync(new TrickleStream(SomeFlac), _slots)).ValueOrThrow();

        var second = fake.OpenAsync(new TrickleStream(SomeFlac), _slots).AsTask();
        Assert.False(second.IsCompleted);

        await first.DisposeAsync();
        await using var source = (await second).ValueOrThrow();
        Assert.Equal("flac", source.Container);
    }

    [Fact]
    public async Task One_that_waited_too_long_is_told_to_come_back()
    {
        using var fake = new FakeDecoder("exec /bin/cat");
        await using var first = (await fake.OpenAsync(new TrickleStream(SomeFlac), _slots)).ValueOrThrow();
        var second = fake.OpenAsync(new TrickleStream(SomeFlac), _slots).AsTask();

        _time.Advance(Patience);

        var refused = (await second).Error!;
        Assert.Equal((ErrorCodes.TooManySessions, true, 5_000), (refused.Code, refused.Retry, refused.RetryAfterMs));
        Assert.Equal("The server decodes 1 recordings, its limit, and none was finished within 30 seconds.", refused.Message);
    }

    [Fact]
    public async Task One_that_leaves_while_it_waits_takes_no_turn()
    {
        using var fake = new FakeDecoder("exec /bin/cat");
        using var leave = new CancellationTokenSource();
        var slot = (await _slots.TakeAsync(TestContext.Current.CancellationToken)).ValueOrThrow();
        var waiting = _slots.TakeAsync(leave.Token).AsTask();

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        slot.Dispose();
        slot.Dispose();
        await using var next = (await fake.OpenAsync(new TrickleStream(SomeFlac), _slots)).ValueOrThrow();
        var over = _slots.TakeAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(over.IsCompleted, "A slot given back twice is still one.");
    }

    [Fact]
    public async Task A_decoder_that_cannot_be_started_gives_its_turn_back()
    {
        var decoder = new FfmpegDecoder(new Sandbox("/nowhere"), AudioFileLimits.Default, _slots, _time);
        var opened = await AudioFile.OpenAsync(
            new TrickleStream(SomeFlac), AudioFileLimits.Default, decoder, TestContext.Current.CancellationToken);
        Assert.Equal(ErrorCodes.Internal, opened.Error?.Code);

        Assert.True((await _slots.TakeAsync(TestContext.Current.CancellationToken)).Succeeded);
    }

    [Fact]
    public async Task Plain_samples_need_no_decoder_and_do_not_wait()
    {
        using var fake = new FakeDecoder("exec /bin/cat");
        using var slot = (await _slots.TakeAsync(TestContext.Current.CancellationToken)).ValueOrThrow();

        await using var wav = (await fake.OpenAsync(new TrickleStream(new WavSpec().Write(new float[50])), _slots)).ValueOrThrow();

        Assert.Equal("wav", wav.Container);
    }
}
