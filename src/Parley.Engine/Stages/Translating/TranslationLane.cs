using Parley.Engine.Sessions;
using Parley.Engine.Telemetry;
using Parley.Events;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Stages.Translating;

/// <summary>
/// The translations of one session into one language: one after another, finals in their order and before partials, of
/// the partials only the newest. Whoever speaks never waits for it.
/// </summary>
internal sealed class TranslationLane : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _target;
    private readonly Interpreter _interpreter;
    private readonly int _capacity;
    private readonly TranslationMetrics _metrics;
    private readonly Action<SessionEvent> _say;
    private readonly Action<bool> _rested;
    private readonly Queue<TranscriptFinal> _finals = new();
    private readonly Dictionary<int, StablePrefix> _open = [];
    private TranslateOptions _options;
    private TranscriptPartial? _partial;
    private string _language = "";
    private string _source = "";
    private TranslationPartial? _shown;
    private Work? _current;
    private bool _running;
    private bool _behind;
    private bool _stopped;

    /// <param name="say">Called with each event, in order, under the lane's lock.</param>
    /// <param name="rested">Called after each translation, with whether it was of use.</param>
    public TranslationLane(
        string target, TranslateOptions options, Interpreter interpreter, int capacity, TranslationMetrics metrics, Action<SessionEvent> say, Action<bool> rested) =>
        (_target, _options, _interpreter, _capacity, _metrics, _say, _rested) = (target, options, interpreter, capacity, metrics, say, rested);

    /// <summary>Nothing waits and nothing is being translated.</summary>
    public bool Idle
    {
        get
        {
            lock (_gate)
            {
                return !_running;
            }
        }
    }

    /// <summary>What holds from the next translation on.</summary>
    public void Change(TranslateOptions options)
    {
        lock (_gate)
        {
            _options = options;
        }
    }

    /// <param name="language">Of what is said, as far as it is known.</param>
    public void Take(TranscriptPartial partial, string language)
    {
        lock (_gate)
        {
            if (!_stopped)
            {
                (_partial, _language) = (partial, language);
                Run();
            }
        }
    }

    public void Take(TranscriptFinal final)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            Forget(final.Utterance);
            if (_finals.Count == _capacity)
            {
                FallBehind();
            }

            _finals.Enqueue(final);
            _metrics.Queued(1);
            Run();
        }
    }

    /// <summary>No final follows the utterance's partials.</summary>
    public void TakeWordless(int utterance)
    {
        lock (_gate)
        {
            Forget(utterance);
            _open.Remove(utterance);
        }
    }

    /// <summary>This was shown as stable of an utterance whose final is still to come.</summary>
    public void Recall(int utterance, string stable)
    {
        lock (_gate)
        {
            _open[utterance] = new StablePrefix(stable, Unsettled);
        }
    }

    /// <summary>Takes no more partials; finals that wait are translated.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            _partial = null;
        }
    }

    /// <summary>Gives up what waits and what is being translated.</summary>
    public void Clear(ParleyError why)
    {
        lock (_gate)
        {
            _partial = null;
            if (_current is { Final: { } current })
            {
                GiveUp(current.Utterance, why);
            }

            while (Dequeue() is { } final)
            {
                GiveUp(final.Utterance, why);
            }

            _current?.Abandon();
            _current = null;
        }
    }

    /// <summary>The same, and takes nothing more.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            Clear(new ParleyError(ErrorCodes.SessionEnded, "The session has ended."));
            _stopped = true;
        }
    }

    public void Dispose() => Stop();

    /// <summary>To be called under the lock: partials of an utterance that is over are worth nothing.</summary>
    private void Forget(int utterance)
    {
        if (_partial?.Utterance <= utterance)
        {
            _partial = null;
        }

        if (_current is { Final: null } work && work.Utterance <= utterance)
        {
            work.Abandon();
        }
    }

    private void FallBehind()
    {
        if (!_behind)
        {
            _behind = true;
            _say(new Notice("translation_behind", $"{_capacity} finals wait to be translated to {_target}; the oldest are given up."));
        }

        GiveUp(
            Dequeue()!.Utterance,
            new ParleyError(ErrorCodes.ProviderFailed, $"More than {_capacity} finals waited to be translated to {_target}."));
    }

    private TranscriptFinal? Dequeue()
    {
        if (!_finals.TryDequeue(out var final))
        {
            return null;
        }

        _metrics.Queued(-1);
        return final;
    }

    private void GiveUp(int utterance, ParleyError why)
    {
        _metrics.Failed();
        _open.Remove(utterance);
        _say(new TranslationFailed(utterance, _target, why.Code, $"Utterance {utterance} has no translation to {_target}: {why.Message}"));
    }

    /// <summary>To be called under the lock.</summary>
    private void Run()
    {
        if (!_running)
        {
            _running = true;
            _ = Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        while (Next() is { } work)
        {
            using (work)
            {
                var outcome = await TranslateAsync(work).ConfigureAwait(false);
                Finish(work, outcome);
                _rested(outcome.Succeeded);
            }
        }

        _rested(false);
    }

    private Work? Next()
    {
        lock (_gate)
        {
            _current = Dequeue() is { } final ? new Work(final, _options, _target)
                : _partial is { } partial ? Glimpse(partial)
                : null;
            _running = _current is not null;
            _behind = _behind && _finals.Count > 0;
            return _current;
        }
    }

    /// <summary>The next partial, unless it says what the last one said.</summary>
    private Work? Glimpse(TranscriptPartial partial)
    {
        _partial = null;
        var source = _options.Calm ? partial.Stable : partial.Stable + partial.Tail;
        if (source.Length == 0 || string.Equals($"{partial.Utterance} {source}", _source, StringComparison.Ordinal))
        {
            return null;
        }

        _source = $"{partial.Utterance} {source}";
        return new Work(partial, source, _language, _options, _target);
    }

    private async Task<Outcome<Interpretation>> TranslateAsync(Work work)
    {
        try
        {
            return await _interpreter.TranslateAsync(work.Request, work.Translator, work.Abandoned).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new ParleyError(ErrorCodes.ProviderFailed, "It was broken off.");
        }
#pragma warning disable CA1031 // One translator's fault, whatever it is, costs one translation and nothing else.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new ParleyError(ErrorCodes.Internal, "The translator failed.");
        }
    }

    private void Finish(Work work, Outcome<Interpretation> outcome)
    {
        lock (_gate)
        {
            if (_current != work)
            {
                // It was given up meanwhile.
                return;
            }

            _current = null;
            if (work.Final is { } final)
            {
                Finish(final, outcome);
            }
            else if (outcome.Value is { } shown && !work.Abandoned.IsCancellationRequested)
            {
                Show(work.Partial!, shown.Text, work.Calm);
            }
        }
    }

    private void Finish(TranscriptFinal final, Outcome<Interpretation> outcome)
    {
        if (outcome.Value is not { } whole)
        {
            GiveUp(final.Utterance, outcome.Error!);
            return;
        }

        var text = _open.Remove(final.Utterance, out var prefix) ? prefix.Complete(whole.Text) : whole.Text;
        _say(new TranslationFinal(final.Utterance, _target, text, whole.Translator, whole.Scripted));
    }

    /// <summary>
    /// A word becomes stable when two translations in a row agree on it. But a transcript of which nothing is stable may
    /// come to nothing: nothing of its translation is, either.
    /// </summary>
    private void Show(TranscriptPartial partial, string text, bool calm)
    {
        if (!_open.TryGetValue(partial.Utterance, out var prefix))
        {
            _open[partial.Utterance] = prefix = new StablePrefix("", Unsettled);
        }

        var tail = partial.Stable.Length > 0 ? prefix.Update(text) : text;
        var shown = new TranslationPartial(partial.Utterance, _target, prefix.Stable, calm ? "" : tail);
        if (shown.Stable.Length + shown.Tail.Length > 0 && shown != _shown)
        {
            _say(_shown = shown);
        }
    }

    /// <summary>One more than of a transcript: what a sentence ends with decides more of its translation than of itself.</summary>
    private const int Unsettled = 3;

    /// <summary>What is being translated.</summary>
    private sealed class Work : IDisposable
    {
        private readonly CancellationTokenSource _abandoned = new();

        public Work(TranscriptFinal final, TranslateOptions options, string target)
            : this(final.Text, final.Language, options, target, Urgency.Final) =>
            (Final, Utterance) = (final, final.Utterance);

        public Work(TranscriptPartial partial, string source, string language, TranslateOptions options, string target)
            : this(source, language, options, target, Urgency.Partial) =>
            (Partial, Utterance) = (partial, partial.Utterance);

        private Work(string text, string language, TranslateOptions options, string target, Urgency urgency)
        {
            (Translator, Calm, Abandoned) = (options.Translator, options.Calm, _abandoned.Token);
            Request = new TranslationRequest(text, language, target)
            {
                Glossary = [.. options.Glossary
                    .Where(entry => entry.Target is null || string.Equals(entry.Target, target, StringComparison.OrdinalIgnoreCase))
                    .Select(entry => new GlossaryTerm(entry.Term, entry.Translation))],
                Urgency = urgency,
            };
        }

        public TranslationRequest Request { get; }

        public string? Translator { get; }

        public bool Calm { get; }

        public TranscriptFinal? Final { get; }

        public TranscriptPartial? Partial { get; }

        public int Utterance { get; }

        public CancellationToken Abandoned { get; }

        /// <summary>What follows from it happens elsewhere, outside of any lock that the caller holds.</summary>
        public void Abandon() => _ = _abandoned.CancelAsync();

        public void Dispose() => _abandoned.Dispose();
    }
}
