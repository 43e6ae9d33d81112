using Parley.Engine.Routing.Results;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Routing.Results;

/// <summary>Audio that comes twice is recognised once.</summary>
public sealed class ResultCacheTests : IDisposable
{
    private static readonly float[] OneTwo = Spoken.Words("one two");

    private readonly VirtualTime _time = new();
    private readonly TestMeters _meters = new();
    private readonly ScriptedRecognizer _engine = new() { Capabilities = new("scripted", ["en", "zh"], WordTimes: true, LongestSeconds: 30), Confidence = 0.9 };
    private readonly ResultCache _cache;
    private readonly IRecognizer _recognizer;
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ResultCacheTests()
    {
        _cache = new ResultCache(new ResultCacheOptions { Files = TimeSpan.FromMinutes(10), MaxEntries = 3 }, _time, _meters);
        _recognizer = _cache.Over(_engine);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _cache.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task The_same_samples_within_five_seconds_are_answered_from_the_first_result_to_the_last_word()
    {
        var first = await HearAsync(OneTwo);
        _time.Advance(TimeSpan.FromSeconds(4.9));
        var second = await HearAsync(OneTwo, session: "another", urgency: Urgency.Speculative);

        Assert.Same(first, second);
        Assert.Equal(("one two", 2, 0.9), (second.Text, second.Words?.Count, second.Confidence));
        Assert.Single(_engine.Requests);
    }

    [Fact]
    public async Task After_five_seconds_from_the_first_result_live_speech_is_recognised_anew_however_often_it_came_meanwhile()
    {
        await HearAsync(OneTwo);
        _time.Advance(TimeSpan.FromSeconds(3));
        await HearAsync(OneTwo);
        _time.Advance(TimeSpan.FromSeconds(2));
        await HearAsync(OneTwo);

        Assert.Equal(2, _engine.Requests.Count);
    }

    [Fact]
    public async Task A_recording_is_remembered_for_as_long_as_recordings_are()
    {
        await HearAsync(OneTwo, urgency: Urgency.Batch);
        _time.Advance(TimeSpan.FromMinutes(9));
        await HearAsync(OneTwo, urgency: Urgency.Batch);
        Assert.Single(_engine.Requests);
        _time.Advance(TimeSpan.FromMinutes(1));
        await HearAsync(OneTwo, urgency: Urgency.Batch);
        Assert.Equal(2, _engine.Requests.Count);
    }

    [Fact]
    public async Task Whatever_changes_the_answer_makes_it_another_question()
    {
        var other = OneTwo.ToArray();
        other[^1] += 1e-6f;
        var model = _cache.Over(new ScriptedRecognizer("another"));
        await HearAsync(OneTwo);
        await HearAsync(other);
        await HearAsync(OneTwo, language: "zh");
        await model.RecognizeAsync(Request(OneTwo), Cancellation);

        Assert.Equal(3, _engine.Requests.Count);
    }

    [Fact]
    public async Task A_draft_changes_nothing_and_is_no_other_question()
    {
        await HearAsync(OneTwo);
        await _recognizer.RecognizeAsync(Request(OneTwo) with { Draft = [1, 2] }, Cancellation);

        Assert.Single(_engine.Requests);
    }

    [Fact]
    public async Task A_failure_is_not_remembered()
    {
        _engine.Fail = _ => ParleyError.Provider(FailureCategory.Transient, "Not now.");
        Assert.False((await _recognizer.RecognizeAsync(Request(OneTwo), Cancellation)).Succeeded);
        _engine.Fail = _ => null;

        Assert.Equal("one two", (await HearAsync(OneTwo)).Text);
    }

    [Fact]
    public async Task Past_the_bound_on_results_the_oldest_is_forgotten()
    {
        foreach (var word in (string[])["one", "two", "three", "four", "four", "three", "two"])
        {
            await HearAsync(Spoken.Words(word));
        }

        Assert.Equal(4, _engine.Requests.Count);
        await HearAsync(Spoken.Words("one"));
        Assert.Equal(5, _engine.Requests.Count);
    }

    [Fact]
    public async Task Past_the_bound_on_bytes_the_oldest_is_forgotten()
    {
        using var small = new ResultCache(new ResultCacheOptions { MaxBytes = 1_024 }, _time, _meters);
        var recognizer = small.Over(_engine);
        await recognizer.RecognizeAsync(Request(Spoken.Words("one two three four")), Cancellation);
        await recognizer.RecognizeAsync(Request(Spoken.Words("five six seven eight")), Cancellation);
        await recognizer.RecognizeAsync(Request(Spoken.Words("one two three four")), Cancellation);

        Assert.Equal(3, _engine.Requests.Count);
    }

    [Fact]
    public async Task What_is_over_leaves_the_memory_by_itself()
    {
        var (words, entries) = await RememberAsync();
        Assert.Equal(1, entries());
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(0, entries());
        Assert.Empty(_time.Pending);
        await Eventually.TrueAsync(
            () =>
            {
                GC.Collect();
                return !words.IsAlive;
            },
            "the words gone");
    }

    [Fact]
    public async Task Those_who_ask_at_the_same_time_share_one_decode()
    {
        Hold();
        var asked = Enumerable.Range(0, 20).Select(i => HearAsync(OneTwo, session: $"s{i}")).ToList();
        _held.SetResult();

        Assert.Single((await Task.WhenAll(asked)).Distinct());
        Assert.Single(_engine.Requests);
    }

    [Fact]
    public async Task That_the_first_one_leaves_takes_nothing_from_the_others_and_its_samples_stay_until_the_decode_is_done()
    {
        Hold();
        using var leaving = new CancellationTokenSource();
        var first = _recognizer.RecognizeAsync(Request(OneTwo), leaving.Token).AsTask();
        var second = HearAsync(OneTwo);
        await leaving.CancelAsync();
        Assert.False(first.IsCompleted);
        _held.SetResult();

        Assert.Equal("one two", (await second).Text);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Single(_engine.Requests);
    }

    [Fact]
    public async Task One_who_waits_with_others_leaves_at_once()
    {
        Hold();
        var first = HearAsync(OneTwo);
        using var leaving = new CancellationTokenSource();
        var second = _recognizer.RecognizeAsync(Request(OneTwo), leaving.Token).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        _held.SetResult();

        Assert.Equal("one two", (await first).Text);
    }

    [Fact]
    public async Task When_all_have_left_the_decode_is_given_up_and_whoever_comes_next_is_heard()
    {
        Hold();
        using var leaving = new CancellationTokenSource();
        Task[] all = [.. Enumerable.Range(0, 3).Select(_ => _recognizer.RecognizeAsync(Request(OneTwo), leaving.Token).AsTask())];
        await leaving.CancelAsync();
        foreach (var task in all)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        }

        _held.SetResult();
        Assert.Equal("one two", (await HearAsync(OneTwo)).Text);
        Assert.Equal(2, _engine.Requests.Count);
    }

    [Fact]
    public async Task A_speaker_does_not_wait_for_the_turn_of_a_recording()
    {
        Hold(Urgency.Batch);
        var file = HearAsync(OneTwo, urgency: Urgency.Batch);
        Assert.Equal("one two", (await HearAsync(OneTwo, urgency: Urgency.Final)).Text);
        Assert.False(file.IsCompleted);
        _held.SetResult();

        Assert.Equal("one two", (await file).Text);
    }

    [Fact]
    public async Task A_recording_waits_with_a_speaker()
    {
        Hold();
        var live = HearAsync(OneTwo);
        var file = HearAsync(OneTwo, urgency: Urgency.Batch);
        _held.SetResult();

        Assert.Same(await live, await file);
        Assert.Single(_engine.Requests);
    }

    [Fact]
    public async Task A_fault_reaches_all_who_share_the_decode_and_the_next_one_is_heard()
    {
        _engine.Before = async (_, _) =>
        {
            await _held.Task;
            throw new InvalidOperationException("broken");
        };
        var (first, second) = (HearAsync(OneTwo), HearAsync(OneTwo));
        _held.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        _engine.Before = (_, _) => Task.CompletedTask;

        Assert.Equal("one two", (await HearAsync(OneTwo)).Text);
    }

    [Fact]
    public async Task Either_kind_can_be_turned_off()
    {
        using var files = new ResultCache(new ResultCacheOptions { Live = TimeSpan.Zero }, _time, _meters);
        var recognizer = files.Over(_engine);
        for (var i = 0; i < 2; i++)
        {
            await recognizer.RecognizeAsync(Request(OneTwo), Cancellation);
            await recognizer.RecognizeAsync(Request(OneTwo) with { Urgency = Urgency.Batch }, Cancellation);
        }

        Assert.Equal(3, _engine.Requests.Count);
        using var off = new ResultCache(ResultCacheOptions.Off, _time, _meters);
        Assert.Same(_engine, off.Over(_engine));
    }

    /// <summary>Holds decodes of this urgency, or of all, until a test lets them go.</summary>
    private void Hold(Urgency? only = null) => _engine.Answer = async (request, text) =>
    {
        if (only is null || request.Urgency == only)
        {
            await _held.Task;
        }

        return text;
    };

    private static RecognitionRequest Request(float[] samples) => new("session", samples, "en", Urgency.Final);

    private async Task<Recognition> HearAsync(
        float[] samples, string session = "session", string language = "en", Urgency urgency = Urgency.Final)
    {
        var request = new RecognitionRequest(session, samples, language, urgency);
        return (await _recognizer.RecognizeAsync(request, Cancellation)).ValueOrThrow();
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private async Task<(WeakReference Words, Func<int> Entries)> RememberAsync()
    {
        var results = new RecentResults(TimeSpan.FromSeconds(5), new ResultCacheOptions(), _time);
        var key = ResultKey.Of(Request(OneTwo), "scripted");
        var result = (await _engine.RecognizeAsync(Request(OneTwo), Cancellation)).ValueOrThrow();
        results.Add(key, result);
        return (new WeakReference(result), () => results.Count);
    }
}
