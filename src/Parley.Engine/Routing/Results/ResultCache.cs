using System.Diagnostics.Metrics;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Routing.Results;

/// <summary>
/// Audio that comes twice is recognised once: a recording sent again, an utterance that a client or a broker delivers
/// again, in whatever session. 1. A result that is still remembered is the answer, 2. a decode of the same audio that is
/// under way is waited for, 3. else it is decoded, and remembered if it succeeded.
/// </summary>
public sealed class ResultCache : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ResultKey, SharedDecode> _underWay = [];
    private readonly RecentResults _live;
    private readonly RecentResults _files;
    private readonly ResultCacheMetrics _metrics;

    public ResultCache(ResultCacheOptions options, TimeProvider time, IMeterFactory meters)
    {
        _live = new RecentResults(options.Live, options, time);
        _files = new RecentResults(options.Files, options, time);
        _metrics = new ResultCacheMetrics(_live, _files, meters);
    }

    /// <summary>The same recogniser, which is not asked twice for the same audio.</summary>
    public IRecognizer Over(IRecognizer recognizer) =>
        _live.Enabled || _files.Enabled ? new CachedRecognizer(recognizer, this) : recognizer;

    public void Dispose()
    {
        _live.Dispose();
        _files.Dispose();
    }

    internal async ValueTask<Outcome<Recognition>> RecognizeAsync(
        IRecognizer recognizer, RecognitionRequest request, CancellationToken cancellation)
    {
        if (!Kept(request.Urgency).Enabled)
        {
            return await recognizer.RecognizeAsync(request, cancellation).ConfigureAwait(false);
        }

        cancellation.ThrowIfCancellationRequested();
        var key = ResultKey.Of(request, recognizer.Capabilities.Model);
        SharedDecode? decode;
        bool mine;
        lock (_gate)
        {
            // 1.
            if (Find(key) is { } remembered)
            {
                _metrics.Answered(request.Urgency, CacheAnswer.Hit);
                return remembered;
            }

            // 2.
            mine = !_underWay.TryGetValue(key, out decode) || !decode.Serves(request.Urgency) || !decode.Join();
            if (mine)
            {
                // What was under way less urgently goes on for those who wait for it; nobody joins it any more.
                _underWay[key] = decode = new SharedDecode(request.Urgency);
            }
        }

        _metrics.Answered(request.Urgency, mine ? CacheAnswer.Miss : CacheAnswer.Shared);
        var answer = mine ? DecodeAsync(recognizer, request, key, decode!, cancellation) : WaitAsync(decode!, cancellation);
        return await answer.ConfigureAwait(false);
    }

    private static async Task<Outcome<Recognition>> WaitAsync(SharedDecode decode, CancellationToken cancellation)
    {
        try
        {
            return await decode.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            decode.Leave();
            throw;
        }
    }

    /// <summary>
    /// 3. Who asked first may leave; the samples are still read while others wait, so that this one's task completes only
    /// when the decode has.
    /// </summary>
    private async Task<Outcome<Recognition>> DecodeAsync(
        IRecognizer recognizer, RecognitionRequest request, ResultKey key, SharedDecode decode, CancellationToken cancellation)
    {
        await using var leaving = cancellation.UnsafeRegister(static state => ((SharedDecode)state!).Leave(), decode);
        try
        {
            var outcome = await recognizer.RecognizeAsync(request, decode.Deserted).ConfigureAwait(false);
            Remember(key, decode, request.Urgency, outcome);
            decode.Finish(outcome);
            cancellation.ThrowIfCancellationRequested();
            return outcome;
        }
        catch (Exception fault)
        {
            Forget(key, decode);
            decode.Fail(fault);
            throw;
        }
    }

    private RecentResults Kept(Urgency urgency) => urgency == Urgency.Batch ? _files : _live;

    private Recognition? Find(ResultKey key) => _live.Find(key) ?? _files.Find(key);

    private void Remember(ResultKey key, SharedDecode decode, Urgency urgency, Outcome<Recognition> outcome)
    {
        lock (_gate)
        {
            // Together, so that nobody finds neither.
            if (outcome.Value is { } result)
            {
                Kept(urgency).Add(key, result);
            }

            Forget(key, decode);
        }
    }

    private void Forget(ResultKey key, SharedDecode decode)
    {
        lock (_gate)
        {
            if (_underWay.TryGetValue(key, out var current) && current == decode)
            {
                _underWay.Remove(key);
            }
        }
    }
}
