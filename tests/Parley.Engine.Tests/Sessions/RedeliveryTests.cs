using Parley.Engine.Routing.Results;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>The same audio in another session, because a client or a broker delivered it twice, or the same recording again.</summary>
public sealed class RedeliveryTests : IAsyncDisposable
{
    private readonly TestMeters _meters = new();
    private readonly VirtualTime _time = new();
    private readonly ResultCache _cache;
    private readonly Studio _studio;

    public RedeliveryTests()
    {
        _cache = new ResultCache(new ResultCacheOptions(), _time, _meters);
        _studio = new Studio(over: _cache.Over);
    }

    public async ValueTask DisposeAsync()
    {
        await _studio.DisposeAsync();
        _cache.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task An_utterance_that_is_delivered_again_gives_the_same_events_and_is_not_recognised_again()
    {
        var options = Studio.Live with { Partials = false };
        var first = await HearAsync(options);
        var asked = _studio.Recognizer.Requests.Count;
        var second = await HearAsync(options);

        Assert.Equal(first.Skip(1), second.Skip(1));
        Assert.Equal(["one two three", "four five"], second.Finals());
        Assert.Equal(asked, _studio.Recognizer.Requests.Count);
    }

    [Fact]
    public async Task Later_than_five_seconds_it_is_recognised_again()
    {
        await HearAsync(Studio.Live);
        var asked = _studio.Recognizer.Requests.Count;
        _time.Advance(TimeSpan.FromSeconds(5));
        await HearAsync(Studio.Live);

        Assert.InRange(_studio.Recognizer.Requests.Count, asked + 1, int.MaxValue);
    }

    [Fact]
    public async Task A_recording_that_comes_again_minutes_later_gives_the_same_events_and_is_not_recognised_again()
    {
        var first = await HearAsync(Studio.File);
        var asked = _studio.Recognizer.Requests.Count;
        _time.Advance(TimeSpan.FromMinutes(9));
        var second = await HearAsync(Studio.File);

        Assert.Equal(first.Skip(1), second.Skip(1));
        Assert.Equal(asked, _studio.Recognizer.Requests.Count);
    }

    private Task<IReadOnlyList<SessionEvent>> HearAsync(SessionOptions options) => _studio.HearAsync(
        options, Spoken.Silence(0.5), Spoken.Words("one two three"), Studio.Pause, Spoken.Words("four five"), Studio.Pause);
}
