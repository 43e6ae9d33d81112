using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Engine.History;
using Parley.Events;
using Parley.History;
using Parley.Storage.Database;
using Parley.Testing;

namespace Parley.Storage.History;

/// <summary>What is too old or too much goes, on virtual time; real tables and real files.</summary>
public sealed class SweeperTests : IAsyncDisposable
{
    private const int Rate = 16_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-sweep-");
    private readonly VirtualTime _time = new();
    private readonly TestMeters _meters = new();
    private readonly Tables _tables;
    private readonly HistoryStore _store;
    private readonly AudioFolder _shelf;

    public SweeperTests()
    {
        _tables = new Tables(new StorageOptions { Folder = _folder.FullName });
        _store = new HistoryStore(_tables);
        _shelf = new AudioFolder(Path.Combine(_folder.FullName, "audio"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _tables.Dispose();
        _meters.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Conversations_that_are_too_old_go_with_their_audio_and_no_others()
    {
        var old = await KeepAsync(seconds: 1);
        _time.Advance(TimeSpan.FromDays(20));
        var young = await KeepAsync(seconds: 1);
        _time.Advance(TimeSpan.FromDays(11));

        await SweepAsync(new HistoryOptions { Retention = TimeSpan.FromDays(30) });

        Assert.Equal([young.Id], await IdsAsync());
        Assert.Null(_shelf.Read(old.Id));
        Assert.Equal([young.Id], _shelf.All().Select(file => file.Id));
    }

    [Fact]
    public async Task Without_a_retention_nothing_is_too_old()
    {
        var key = await KeepAsync(seconds: 1);
        _time.Advance(TimeSpan.FromDays(10_000));

        await SweepAsync(new HistoryOptions());

        Assert.Equal([key.Id], await IdsAsync());
    }

    [Fact]
    public async Task Of_too_much_audio_the_oldest_goes_and_its_words_stay()
    {
        var keys = new List<ConversationKey>();
        for (var i = 0; i < 3; i++)
        {
            keys.Add(await KeepAsync(seconds: 2));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        await SweepAsync(new HistoryOptions { MaxAudioBytes = 2 * Size(2) });

        Assert.Equal(3, (await IdsAsync()).Count);
        Assert.Equal(keys[1..].Select(key => key.Id).Order(StringComparer.Ordinal), _shelf.All().Select(file => file.Id).Order(StringComparer.Ordinal));
        Assert.Equal(0, (await _store.FindAsync(keys[0], Token)).ValueOrThrow().AudioBytes);
    }

    [Fact]
    public async Task Audio_without_a_conversation_goes_after_a_day()
    {
        var kept = await KeepAsync(seconds: 1);
        Write("s_orphan", 1);
        File.SetLastWriteTimeUtc(Path.Combine(_folder.FullName, "audio", "s_orphan.wav"), _time.GetUtcNow().UtcDateTime);
        File.SetLastWriteTimeUtc(Path.Combine(_folder.FullName, "audio", kept.Id + ".wav"), _time.GetUtcNow().UtcDateTime);
        _time.Advance(TimeSpan.FromHours(23));
        await SweepAsync(new HistoryOptions());
        Assert.Equal(2, _shelf.All().Count);

        _time.Advance(TimeSpan.FromHours(2));
        await SweepAsync(new HistoryOptions());

        Assert.Equal([kept.Id], _shelf.All().Select(file => file.Id));
    }

    [Fact]
    public async Task It_sweeps_at_the_start_and_then_every_hour()
    {
        var options = new HistoryOptions { Retention = TimeSpan.FromDays(30) };
        await using var writer = Writer(options);
        await using var sweeper = Sweeper(options, writer);
        sweeper.Start();
        await Eventually.TrueAsync(() => _time.Pending.Count > 0);
        var key = await KeepAsync(seconds: 1);
        _time.Advance(TimeSpan.FromDays(31));

        await Eventually.TrueAsync(async () => !(await IdsAsync()).Contains(key.Id));
        await Eventually.TrueAsync(() => _shelf.Read(key.Id) is null);
    }

    [Fact]
    public void A_wav_file_is_whole_at_its_end_and_goes_on_where_it_was()
    {
        Write("s_one", 1);
        using (var again = _shelf.Write("s_one", Rate))
        {
            // A hole of a second, then two samples.
            again.Put(2 * Rate, [1, 0, 2, 0]);
            Assert.Equal(Size(2) + 4, again.Bytes);
        }

        using var file = _shelf.Read("s_one")!;
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);

        Assert.Equal(Size(2) + 4, bytes.Length);
        Assert.Equal("RIFF"u8, bytes.AsSpan(0, 4));
        Assert.Equal((uint)bytes.Length - 8, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)));
        Assert.Equal((uint)Rate, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(24)));
        Assert.Equal((uint)bytes.Length - 44, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(40)));
        Assert.Equal(7, bytes[44]);
        Assert.All(bytes[(44 + (2 * Rate))..(44 + (4 * Rate))], value => Assert.Equal(0, value));
        Assert.Equal([1, 0, 2, 0], bytes[^4..]);
    }

    [Fact]
    public void Beyond_what_a_wav_file_can_hold_writing_fails_as_on_a_full_disk()
    {
        using var writer = _shelf.Write("s_long", Rate);

        Assert.Throws<IOException>(() => writer.Put(uint.MaxValue / 2, [1, 0]));
        Assert.Equal(44, writer.Bytes);
    }

    [Theory]
    [InlineData("../parley")]
    [InlineData("a/b")]
    [InlineData("")]
    public void What_is_no_id_is_no_path(string id)
    {
        Assert.Throws<ArgumentException>(() => _shelf.Read(id));
        Assert.Throws<ArgumentException>(() => _shelf.Remove(id));
    }

    private static long Size(int seconds) => 44 + (2L * seconds * Rate);

    private void Write(string id, int seconds)
    {
        using var writer = _shelf.Write(id, Rate);
        var samples = new byte[2 * seconds * Rate];
        samples.AsSpan().Fill(7);
        writer.Put(0, samples);
    }

    private async Task<ConversationKey> KeepAsync(int seconds)
    {
        var key = new ConversationKey(ConversationHead.DefaultTenant, $"s_{Guid.NewGuid():n}");
        var head = new ConversationHead(key, _time.GetUtcNow()) { Language = "en", Model = "scripted" };
        Write(key.Id, seconds);
        HistoryNote[] notes =
        [
            new TurnNote(head, new StoredTurn("u1", 3) { Speaker = Speaker.User, Text = "hello" }),
            new AudioNote(head, Size(seconds)),
            new EndNote(head, _time.GetUtcNow(), SessionEndReason.Completed, seconds),
        ];
        (await _store.WriteAsync(notes, Token)).ValueOrThrow();
        return key;
    }

    private async Task<List<string>> IdsAsync() =>
        [.. (await _store.ListAsync(new ConversationQuery(ConversationHead.DefaultTenant), Token)).ValueOrThrow().Conversations.Select(one => one.Head.Key.Id)];

    private async Task SweepAsync(HistoryOptions options)
    {
        await using var writer = Writer(options);
        await using var sweeper = Sweeper(options, writer);
        await sweeper.SweepAsync(Token);
    }

    private HistoryWriter Writer(HistoryOptions options) =>
        new(_store, options, new HistoryMetrics(_meters), _time, NullLogger<HistoryWriter>.Instance);

    private HistorySweeper Sweeper(HistoryOptions options, HistoryWriter writer)
    {
        var metrics = new HistoryMetrics(_meters);
        return new HistorySweeper(
            _store, _shelf, new HistoryRecorder(options, writer, _shelf, metrics, _time), options, metrics, _time, NullLogger<HistorySweeper>.Instance);
    }
}
