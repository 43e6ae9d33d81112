using Parley.Engine.Pipeline;
using Parley.Engine.Telemetry;
using Parley.Events;
using Parley.Providers;

namespace Parley.Engine.Stages;

/// <summary>
/// The bridge from audio to text for one session: partials while someone speaks, a speculative decode while they
/// pause, and the final when the utterance is closed. Everything here runs on the session's loop; decodes run on the
/// engine, and <paramref name="wake"/> brings the loop back when one has finished.
/// </summary>
internal sealed class RecognitionStage(
    RecognitionPlan plan,
    SampleHistory history,
    AudioTimeline timeline,
    EngineMetrics metrics,
    Action<SessionEvent> emit,
    Action wake)
{
    private readonly Queue<PendingFinal> _finals = new();
    private readonly GuessTiming _timing = new(plan.ShortestSilence);
    private OpenUtterance? _open;
    private string _language = plan.Options.Language;
    private int _utterances;
    private bool _wordless;

    // Where the utterance before ended: the audio kept around speech never reaches into another utterance's words.
    private long _closedAt;

    /// <summary>Whether another utterance may be closed; at the bound the session's audio waits.</summary>
    public bool HasRoom => _finals.Count < plan.PendingFinals;

    /// <summary>Utterances begun so far. On any thread.</summary>
    public int Utterances => Volatile.Read(ref _utterances);

    /// <summary>Nothing is open and nothing is owed.</summary>
    public bool Idle => _open is null && _finals.Count == 0;

    /// <summary>Start of the oldest utterance without a final; null when there is none.</summary>
    public long? Oldest => _finals.TryPeek(out var oldest) ? oldest.Utterance.Start : _open?.Start;

    /// <summary>Where the newest utterance ended that has its final, and so have all before it.</summary>
    public long FinishedAt { get; private set; }

    /// <summary>The newest utterance that was started; 0 before the first.</summary>
    public int Started => _utterances;

    /// <summary>The newest utterance of which everything is said.</summary>
    public int Finished { get; private set; }

    /// <summary>An utterance was closed in which no words were found, since this was asked last: no event says so.</summary>
    public bool TakeWordless()
    {
        var wordless = _wordless;
        _wordless = false;
        return wordless;
    }

    /// <summary>Called with the number of an utterance in which no words were found.</summary>
    public Action<int>? Wordless { get; init; }

    /// <summary>Seconds of speech in the utterances of which everything is said.</summary>
    public double FinishedSeconds { get; private set; }

    /// <summary>Speech went on where the newest of them was cut.</summary>
    public bool CutThere => _open is { } open && open.Start == FinishedAt && open.Number == Finished + 1;

    /// <summary>Seconds of speech in the utterances that were closed.</summary>
    public double SpeechSeconds { get; private set; }

    /// <summary>Another node has recognised so many utterances before.</summary>
    public void Begin(int utterances, double seconds)
    {
        (_utterances, Finished) = (utterances, utterances);
        (SpeechSeconds, FinishedSeconds) = (seconds, seconds);
    }

    /// <summary>Utterances that begin from now on are in this language (BCP-47). On any thread.</summary>
    public void Hear(string language) => Volatile.Write(ref _language, language);

    public void Start(long at)
    {
        var language = Volatile.Read(ref _language);
        _open = new OpenUtterance(++_utterances, at, timeline.Seconds(at), timeline.ArrivedAt(at, history.End))
        {
            Language = language,
            Decoder = plan.Decoder(language),
        };
        emit(new SpeechStarted(_open.Number, _open.StartSeconds));
    }

    /// <summary>More was heard of the open utterance, up to the newest sample.</summary>
    public void Hear()
    {
        if (_open is { Speculation: null, GuessDue: { } due, PausedAt: { } pausedAt } paused && history.End >= due)
        {
            Abandon(paused);
            paused.Speculation = Decode(paused, pausedAt, Urgency.Speculative, history.End, AwaitedAt(pausedAt));
        }

        if (plan.Partials && _open is { Partial: null, Speculation: null } open && history.End >= open.NextPartial)
        {
            open.Partial = Glimpse(open, history.End);
        }
    }

    /// <summary>
    /// Speech stopped at <paramref name="at"/>: it is decoded in time for the final to be ready when the decision falls.
    /// Who watches sees the words at once.
    /// </summary>
    public void Pause(long at)
    {
        if (plan.Speculate && _open is { } open)
        {
            open.PausedAt = at;
            open.GuessDue = plan.Partials ? at : _timing.Due(open.Start, at);
        }
    }

    /// <summary>Speech goes on at <paramref name="at"/>: what was decoded for the pause is no final, but the next decode begins with it.</summary>
    public void Resume(long at)
    {
        if (_open is { } open)
        {
            if (open.Speculation is { Completed: true, Outcome.Value: { } heard } guess)
            {
                open.Draft = heard.Tokens ?? open.Draft;
                open.Window.Resume(guess.End, at, heard);
            }

            Abandon(open);
            (open.PausedAt, open.GuessDue) = (null, null);
        }
    }

    /// <summary>The open utterance is over.</summary>
    public void End(long at, SpeechEndReason reason)
    {
        if (_open is not { } open)
        {
            return;
        }

        var last = reason == SpeechEndReason.MaxLength ? at : history.End;
        var decode = open.Speculation is { } ready && ready.End == at ? Settle(open, ready, last) : Decode(open, at, plan.FinalUrgency, last);
        open.Speculation = decode == open.Speculation ? null : open.Speculation;
        Abandon(open);
        (_open, _closedAt) = (null, at);
        var end = timeline.Seconds(at);
        SpeechSeconds += end - open.StartSeconds;
        emit(new SpeechEnded(open.Number, end, reason));
        _finals.Enqueue(new PendingFinal(open, at, end, decode, timeline.ArrivedAt(at, history.End)) { ClosedAt = timeline.Now });
    }

    /// <summary>
    /// Takes what the engine has finished; finals leave in the order of their utterances. Returns whether the pause
    /// that is going on was found to follow the end of a sentence.
    /// </summary>
    public bool Collect()
    {
        while (_finals.TryPeek(out var oldest) && oldest.Decode.Completed)
        {
            _finals.Dequeue();
            Finish(oldest);
            (FinishedAt, Finished) = (oldest.End, oldest.Utterance.Number);
            FinishedSeconds += oldest.EndSeconds - oldest.Utterance.StartSeconds;
        }

        return _open is { } open && CollectOpen(open);
    }

    /// <summary>Takes everything that is queued for this session out of the engine.</summary>
    public void Cancel()
    {
        if (_open is { } open)
        {
            Abandon(open);
        }

        foreach (var final in _finals)
        {
            final.Decode.Abandon();
        }
    }

    private static void Abandon(OpenUtterance open)
    {
        open.Partial?.Abandon();
        open.Speculation?.Abandon();
        (open.Partial, open.Speculation) = (null, null);
    }

    private bool CollectOpen(OpenUtterance open)
    {
        if (open.Partial is { Completed: true } partial)
        {
            open.Partial = null;
            if (partial.Outcome.Value is { } heard)
            {
                var whole = open.Window.Hear(heard, partial.End);
                open.Draft = whole.Tokens ?? open.Draft;
                Show(open, whole, partial.End, speaking: true);
            }

            open.NextPartial = partial.End + RecognitionPlan.PartialInterval(timeline.Since(partial.Began), open.Caption.Shown, partial.End - open.Start);
        }

        if (open.Speculation is not { Completed: true, Shown: false } guess)
        {
            return false;
        }

        guess.Shown = true;
        _timing.Took(timeline.Between(guess.Began, guess.Finished), guess.End - open.Start);
        if (guess.Outcome.Value is not { } all)
        {
            return false;
        }

        Show(open, all, guess.End, speaking: false);
        return Words.EndSentence(all.Text);
    }

    /// <summary>A partial that came back empty, or failed, is not shown; if the final fails too, that is said.</summary>
    private void Show(OpenUtterance open, Recognition heard, long end, bool speaking)
    {
        if (!plan.Partials || heard.Text.Length == 0)
        {
            return;
        }

        var (caption, waited) = (open.Caption, !open.Caption.Shown);
        if (!caption.Follow(heard, speaking))
        {
            return;
        }

        if (waited)
        {
            metrics.FirstPartial(timeline.Since(open.HeardAt));
        }

        emit(new TranscriptPartial(open.Number, caption.Stable, caption.Tail, open.StartSeconds, timeline.Seconds(end)));
    }

    private void Finish(PendingFinal final)
    {
        var outcome = final.Decode.Outcome;
        var utterance = final.Utterance;
        if (!outcome.Succeeded)
        {
            emit(new ErrorRaised(outcome.Error) { Utterance = utterance.Number });
        }

        // What was shown as stable is never taken back, not even when the final failed or came back empty.
        var text = utterance.Caption.Complete(outcome.Value?.Text ?? "");
        if (text.Length == 0)
        {
            _wordless = true;
            Wordless?.Invoke(utterance.Number);
            return;
        }

        var decoded = final.Decode.Finished is 0 ? timeline.Now : final.Decode.Finished;
        metrics.Final(plan.Options.Mode, timeline.Since(final.SpokenAt), timeline.Between(final.ClosedAt, decoded));
        emit(new TranscriptFinal(
            utterance.Number, text, outcome.Value?.Language ?? utterance.Language, utterance.StartSeconds, final.EndSeconds)
        {
            Confidence = outcome.Value?.Confidence,
            Words = plan.Options.Words ? outcome.Value?.Words?.Later(utterance.StartSeconds) : null,
        });
    }

    /// <summary>What was decoded when the pause began is the final, unless it is in doubt: then the pause itself helps.</summary>
    private UtteranceDecode Settle(OpenUtterance open, UtteranceDecode guess, long last)
    {
        if (!guess.Completed || !UtteranceDecoder.Doubts(guess.Outcome))
        {
            return guess;
        }

        var audio = UtteranceAudio.Copy(history, open.Start, guess.End, (_closedAt, last));
        return new UtteranceDecode(
            guess.End,
            () => timeline.Now,
            cancellation => open.Decoder.ReconsiderAsync(audio, guess.Outcome, plan.FinalUrgency, cancellation),
            wake);
    }

    private UtteranceDecode Glimpse(OpenUtterance open, long end)
    {
        var window = open.Window;
        var audio = UtteranceAudio.Copy(history, window.Start, end, (window.Bound ?? _closedAt, end));
        var (draft, waiting) = (window.Draft, !open.Caption.Shown);
        return new UtteranceDecode(
            end,
            () => timeline.Now,
            cancellation => open.Decoder.GlimpseAsync(audio, draft, waiting, cancellation),
            wake);
    }

    /// <summary>When the pause that began at <paramref name="at"/> will have closed the utterance (timestamp), if it lasts.</summary>
    private long? AwaitedAt(long at) => plan.Silence is { } silence ? timeline.ArrivedAt(at + silence, history.End) : null;

    private UtteranceDecode Decode(OpenUtterance open, long end, Urgency urgency, long last, long? awaitedAt = null)
    {
        var audio = UtteranceAudio.Copy(history, open.Start, end, (_closedAt, last));
        var draft = open.Draft;
        return new UtteranceDecode(
            end,
            () => timeline.Now,
            cancellation => open.Decoder.DecodeAsync(audio, urgency, awaitedAt, draft, cancellation),
            wake);
    }
}
