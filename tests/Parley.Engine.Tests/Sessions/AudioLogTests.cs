using FsCheck;
using FsCheck.Fluent;
using Parley.Audio;
using Parley.Engine.Sessions;
using Parley.Failures;

namespace Parley.Engine.Tests.Sessions;

public sealed class AudioLogTests : IDisposable
{
    private const int Rate = 8_000;

    private readonly List<ParleyError> _warnings = [];
    private readonly AudioLog _log;
    private int _changes;

    public AudioLogTests() => _log = new AudioLog(
        new AudioFormat(AudioEncoding.S16Le, Rate, 1),
        new SessionLimits
        {
            AudioQueue = TimeSpan.FromSeconds(1), MaxChunk = TimeSpan.FromSeconds(2), MaxGap = TimeSpan.FromSeconds(3),
        },
        () => Interlocked.Increment(ref _changes));

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Chunks_follow_one_another_without_positions()
    {
        Assert.Equal(3, (await AppendAsync(null, 1, 2, 3)).Value);
        Assert.Equal(5, (await AppendAsync(null, 4, 5)).Value);
        Assert.Equal(5, _log.Received);
        Assert.Equal("1 2 3 4 5", Read());
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task A_chunk_at_the_position_where_the_last_one_ended_is_taken_whole()
    {
        await AppendAsync(0, 1, 2);
        await AppendAsync(2, 3, 4);
        Assert.Equal("1 2 3 4", Read());
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task Samples_already_held_are_dropped_and_named()
    {
        await AppendAsync(0, 1, 2, 3, 4);
        Assert.Equal(6, (await AppendAsync(2, 3, 4, 5, 6)).Value);
        Assert.Equal("1 2 3 4 5 6", Read());
        var warning = Assert.Single(_warnings);
        Assert.Equal((ErrorCodes.AudioOverlap, "position", 2, 4), (warning.Code, warning.Param, warning.From, warning.To));
    }

    [Fact]
    public async Task A_chunk_without_a_position_goes_on_where_the_last_one_ended_even_when_that_is_held_already()
    {
        await AppendAsync(0, 1, 2, 3, 4, 5, 6);
        await AppendAsync(1, 2, 3);
        await AppendAsync(null, 4, 5);
        Assert.Equal(8, (await AppendAsync(null, 6, 7, 8)).Value);
        Assert.Equal("1 2 3 4 5 6 7 8", Read());
        Assert.Equal([(1, 3), (3, 5), (5, 6)], _warnings.Select(warning => (warning.From!.Value, warning.To!.Value)));
    }

    [Fact]
    public async Task Another_sender_begins_where_the_audio_ends()
    {
        await AppendAsync(0, 1, 2, 3);
        await AppendAsync(1, 2);
        Assert.Equal(3, _log.Rejoin());
        await AppendAsync(null, 4);
        Assert.Equal("1 2 3 4", Read());
    }

    [Fact]
    public async Task A_chunk_that_is_held_already_changes_nothing()
    {
        await AppendAsync(0, 1, 2, 3, 4);
        Assert.Equal(4, (await AppendAsync(1, 2, 3)).Value);
        Assert.Equal("1 2 3 4", Read());
        Assert.Equal((1, 3), (_warnings[0].From, _warnings[0].To));
    }

    [Fact]
    public async Task A_hole_is_an_error_and_a_mark_never_silence()
    {
        await AppendAsync(0, 1, 2);
        Assert.Equal(12, (await AppendAsync(10, 3, 4)).Value);
        Assert.Equal("1 2 gap@10 3 4", Read());
        var warning = Assert.Single(_warnings);
        Assert.Equal((ErrorCodes.AudioGap, "position", 2, 10), (warning.Code, warning.Param, warning.From, warning.To));
    }

    [Fact]
    public async Task A_session_may_begin_after_its_first_sample()
    {
        await AppendAsync(5, 1);
        Assert.Equal("gap@5 1", Read());
        Assert.Equal((0, 5), (_warnings[0].From, _warnings[0].To));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(2 + (3 * Rate) + 1)]
    [InlineData(long.MaxValue)]
    public async Task A_position_before_the_first_sample_or_too_far_ahead_is_refused(long position)
    {
        await AppendAsync(0, 1, 2);
        var error = (await AppendAsync(position, 9)).Error;
        Assert.Equal((ErrorCodes.InvalidRequest, "position"), (error?.Code, error?.Param));
        Assert.Contains($"outside 0 to {2 + (3 * Rate)}", error?.Message, StringComparison.Ordinal);
        Assert.Equal(2, _log.Received);
        Assert.Equal("1 2", Read());
    }

    [Fact]
    public async Task The_farthest_position_is_accepted()
    {
        await AppendAsync(0, 1, 2);
        Assert.Equal(2 + (3 * Rate) + 1, (await AppendAsync(2 + (3 * Rate), 9)).Value);
    }

    [Fact]
    public async Task Half_a_sample_is_refused_and_what_came_before_and_after_is_kept()
    {
        await AppendAsync(null, 1, 2);
        var error = (await _log.AppendAsync(new byte[] { 3, 0, 4 }, null, 0, _warnings.Add, more: false, CancellationToken.None)).Error;
        Assert.Equal((ErrorCodes.InvalidAudio, "audio"), (error?.Code, error?.Param));
        await AppendAsync(null, 5);
        Assert.Equal("1 2 5", Read());
    }

    [Fact]
    public async Task A_hole_before_a_refused_chunk_is_not_believed()
    {
        await AppendAsync(0, 1);
        Assert.False((await _log.AppendAsync(new byte[3], 100, 0, _warnings.Add, more: false, CancellationToken.None)).Succeeded);
        Assert.Equal(1, _log.Received);
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task A_chunk_over_the_limit_is_refused_and_the_limit_named()
    {
        var error = (await _log.AppendAsync(new byte[(2 * 2 * Rate) + 2], null, 0, _warnings.Add, more: false, CancellationToken.None)).Error;
        Assert.Equal((ErrorCodes.ChunkTooLarge, "audio"), (error?.Code, error?.Param));
        Assert.Contains("at most 2 s", error?.Message, StringComparison.Ordinal);
        Assert.Equal(0, _log.Received);
    }

    [Fact]
    public async Task An_empty_chunk_is_nothing()
    {
        Assert.Equal(0, (await AppendAsync(null)).Value);
        Assert.Equal(0, (await AppendAsync(100)).Value);
        Assert.Empty(_warnings);
        Assert.Equal("", Read());
    }

    [Fact]
    public async Task The_sender_is_held_back_at_the_bound_and_released_as_audio_is_taken()
    {
        Assert.True((await AppendAsync(null, new short[Rate / 2])).Succeeded);
        var held = AppendAsync(null, new short[Rate / 2]).AsTask();
        Assert.False(held.IsCompleted);
        Assert.Equal(Rate, _log.Received);
        Assert.True(_log.TryRead(new float[Rate * 3 / 4], out var taken, out _));
        Assert.Equal(Rate * 3 / 4, taken);
        Assert.Equal(Rate, (await held).Value);
    }

    [Fact]
    public async Task A_sender_held_back_when_the_session_ends_is_released_and_refused()
    {
        var held = AppendAsync(null, new short[Rate]).AsTask();
        Assert.False(held.IsCompleted);
        _log.Dispose();
        Assert.Equal(ErrorCodes.SessionEnded, (await held).Error?.Code);
    }

    [Fact]
    public async Task The_reader_is_not_woken_for_a_chunk_that_another_follows_unless_there_is_no_room_for_it()
    {
        var before = _changes;
        await _log.AppendAsync(Bytes([1]), null, 0, _warnings.Add, more: true, CancellationToken.None);
        Assert.Equal(before, _changes);
        var held = _log.AppendAsync(Bytes(new short[Rate]), null, 0, _warnings.Add, more: true, CancellationToken.None).AsTask();
        Assert.False(held.IsCompleted);
        Assert.Equal(before + 1, _changes);
        Read();
        Assert.True((await held).Succeeded);
    }

    [Fact]
    public async Task A_sender_that_gives_up_waiting_leaves_its_audio()
    {
        using var given = new CancellationTokenSource();
        var held = _log.AppendAsync(Bytes(new short[Rate]), null, 0, _warnings.Add, more: false, given.Token).AsTask();
        Assert.False(held.IsCompleted);
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        Assert.True(_log.TryRead(new float[Rate], out var taken, out _));
        Assert.Equal(Rate, taken);
        Assert.True((await AppendAsync(null, 7)).Succeeded);
        Assert.Equal("7", Read());
    }

    [Fact]
    public async Task Audio_whose_sender_is_already_gone_is_heard_and_so_is_what_stands_after_it()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        var before = _changes;
        await _log.AppendAsync(Bytes([1]), null, 0, _warnings.Add, more: false, gone.Token);
        Assert.True(_changes > before, "nobody was told of the audio");
        _log.End();
        Assert.Equal("1 end", Read());
    }

    [Fact]
    public async Task A_flush_stands_at_its_place_in_the_audio()
    {
        await AppendAsync(null, 1, 2);
        _log.Flush();
        await AppendAsync(null, 3);
        Assert.Equal("1 2 flush 3", Read());
    }

    [Fact]
    public async Task Flushing_again_and_again_at_one_place_says_nothing_new()
    {
        await AppendAsync(null, 1);
        for (var i = 0; i < 100_000; i++)
        {
            _log.Flush();
        }

        Assert.Equal("1 flush", Read());
    }

    [Fact]
    public async Task After_the_end_nothing_is_accepted_and_what_came_before_is_still_read()
    {
        await AppendAsync(null, 1, 2);
        _log.End();
        _log.End();
        _log.Flush();
        Assert.Equal(ErrorCodes.SessionEnded, (await AppendAsync(null, 3)).Error?.Code);
        Assert.Equal("1 2 end", Read());
        Assert.Equal(2, _log.Received);
    }

    [Fact]
    public void Whatever_is_sent_each_position_is_read_once_and_every_hole_is_marked()
    {
        var chunks = (from ahead in Gen.Choose(-6, 6) from length in Gen.Choose(0, 8) select (ahead, length)).ArrayOf();
        Prop.ForAll(chunks.ToArbitrary(), async sent =>
        {
            using var log = new AudioLog(new AudioFormat(AudioEncoding.S16Le, Rate, 1), new SessionLimits(), () => { });
            foreach (var (ahead, length) in sent)
            {
                // Each sample's value is its own position.
                var position = Math.Max(0, log.Received + ahead);
                await log.AppendAsync(
                    Bytes([.. Enumerable.Range((int)position, length).Select(i => (short)i)]), position, 0, _ => { }, more: false, CancellationToken.None);
            }

            var at = 0L;
            foreach (var token in Read(log).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (token.StartsWith("gap@", StringComparison.Ordinal))
                {
                    var to = long.Parse(token[4..]);
                    Assert.True(to > at);
                    at = to;
                }
                else
                {
                    Assert.Equal(at++, long.Parse(token));
                }
            }

            Assert.Equal(log.Received, at);
        }).QuickCheckThrowOnFailure();
    }

    private ValueTask<Outcome<long>> AppendAsync(long? position, params short[] samples) =>
        _log.AppendAsync(Bytes(samples), position, 0, _warnings.Add, more: false, CancellationToken.None);

    private static byte[] Bytes(short[] samples) => [.. samples.SelectMany(BitConverter.GetBytes)];

    private string Read() => Read(_log);

    /// <summary>Everything there is to read, in words: a number a sample, and the marks.</summary>
    private static string Read(AudioLog log)
    {
        var read = new List<string>();
        var samples = new float[3];
        while (log.TryRead(samples, out var count, out var mark))
        {
            read.AddRange(samples[..count].Select(sample => ((int)MathF.Round(sample * 32_768)).ToString()));
            if (mark is { } reached)
            {
                read.Add(reached.Kind switch
                {
                    AudioMarkKind.Gap => $"gap@{reached.Position}",
                    AudioMarkKind.Flush => "flush",
                    _ => "end",
                });
            }
        }

        return string.Join(' ', read);
    }
}
