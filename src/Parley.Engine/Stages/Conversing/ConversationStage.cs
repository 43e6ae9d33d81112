using Microsoft.Extensions.Logging;
using Parley.Engine.Sessions;
using Parley.Engine.Telemetry;
using Parley.Engine.Turns;
using Parley.Events;
using Parley.Failures;

namespace Parley.Engine.Stages.Conversing;

/// <summary>
/// Answers what is said in one session: 1. what is heard goes to <see cref="ReplyTurns"/>, 2. which says when a reply
/// begins, falls silent, goes on and ends, 3. and a <see cref="Reply"/> thinks and speaks meanwhile. Everything said of a
/// reply is said under one lock, so that nothing of it comes after its end and no two overlap.
/// </summary>
internal sealed partial class ConversationStage : IEventStage
{
    private readonly Lock _gate = new();
    private readonly EventLog _events;
    private readonly Action _wake;
    private readonly TimeProvider _time;
    private readonly EngineMetrics _metrics;
    private readonly ILogger _logger;
    private readonly ReplyTurns _turns = new(new ReplyTuning());
    private readonly ConversationHistory _history;
    private readonly Dictionary<int, double> _starts = [];
    private readonly ITimer _timer;
    private readonly long _began;
    private ConversationPlan _plan;
    private (ConversationPlan Plan, ReplyRequest Request)? _asked;
    private long _since;
    private bool _silent;
    private Reply? _reply;
    private int _replies;
    private bool _stopped;

    public ConversationStage(
        ConversationPlan plan, ConversationHistory history, EventLog events, Action wake, TimeProvider time, EngineMetrics metrics, ILogger logger)
    {
        (_plan, _history, _events, _wake, _time, _metrics, _logger) = (plan, history, events, wake, time, metrics, logger);
        _began = time.GetTimestamp();
        _turns.Behave(plan.Manners);
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool Idle
    {
        get
        {
            lock (_gate)
            {
                return _stopped || _turns.Idle;
            }
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_began);

    /// <summary>The session has begun.</summary>
    public void Open() => _ = _plan.Voice.FindAsync(Tell, CancellationToken.None);

    public void Take(SessionEvent said)
    {
        switch (said)
        {
            case SpeechStarted speech:
                Under(() =>
                {
                    _starts[speech.Utterance] = speech.Start;
                    return _turns.Started(speech.Utterance, Now);
                });
                break;
            case TranscriptPartial partial:
                Under(() => _turns.Heard(partial.Utterance, partial.Stable + partial.Tail));
                break;
            case SpeechEnded speech:
                Under(() => _turns.Ended(
                    speech.Utterance, TimeSpan.FromSeconds(_starts.Remove(speech.Utterance, out var start) ? speech.End - start : 0)));
                break;
            case TranscriptFinal final:
                Under(() => _turns.Finished(final.Utterance, final.Text), () => _history.Hear(final.Utterance, final.Text));
                break;
        }
    }

    public void TakeWordless(int utterance) => Under(() => _turns.Wordless(utterance));

    /// <summary>The user writes.</summary>
    public void Write(string text) => Under(
        () =>
        {
            _events.Append(new MessageHeard(text));
            return _turns.Wrote(Now);
        },
        () => _history.Hear(null, text));

    /// <summary>Answers otherwise from the next reply on; whether it answers, and what interrupts it, from now on.</summary>
    public Outcome<bool> Change(ConverseOptions options)
    {
        var plan = _plan.Again(options);
        if (!plan.Succeeded)
        {
            return plan.Error;
        }

        Under(() =>
        {
            _plan = plan.Value!.After(_plan);
            return _turns.Behave(_plan.Manners);
        });
        return true;
    }

    /// <summary>The client wants an answer, once <see cref="Reach"/> says that everything before was taken.</summary>
    public Outcome<bool> Ask(ReplyRequest request)
    {
        var plan = request.Converse is { } options ? _plan.Again(options) : _plan;
        if (plan.Succeeded)
        {
            lock (_gate)
            {
                _asked = (plan.Value!.After(_plan), request);
            }
        }

        return plan.Succeeded ? true : plan.Error;
    }

    /// <summary>All audio before the place where an answer was asked for has been taken.</summary>
    public void Reach() => Under(() => _asked is null ? [] : _turns.Asked());

    /// <summary>The client wants no more of a reply, or of the one that it asked for.</summary>
    /// <param name="number">Null: whichever it is.</param>
    public void Cancel(int? number) => Under(() =>
    {
        if (_reply is not { } reply)
        {
            _asked = null;
            _turns.Unasked();
            return [];
        }

        return (number ?? reply.Number) == reply.Number ? _turns.Cancelled() : [];
    });

    /// <summary>The client says how far it has played a reply, be it over.</summary>
    public void Played(int number, long position)
    {
        lock (_gate)
        {
            if (_reply?.Number == number)
            {
                _reply.Report(position);
            }
            else
            {
                _history.Played(number, position);
            }
        }
    }

    /// <summary>Goes on where another node stood.</summary>
    public void Recall(IReadOnlyList<SessionEvent> said)
    {
        lock (_gate)
        {
            _history.Recall(said);
            _replies = said.OfType<ReplyStarted>().LastOrDefault()?.Reply ?? 0;
            if (_replies > 0 && said.OfType<ReplyEnded>().LastOrDefault()?.Reply != _replies)
            {
                _events.Append(new ReplyEnded(_replies, ReplyEndReason.Interrupted, 0, ""));
            }
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
            if (_reply is not null)
            {
                End(ReplyEndReason.Cancelled);
            }
        }

        _wake();
    }

    public void Dispose()
    {
        Stop();
        _timer.Dispose();
    }

    /// <summary>Says something of a reply, unless it is over.</summary>
    public bool Say(Reply reply, Func<SessionEvent?> say)
    {
        lock (_gate)
        {
            if (_reply != reply)
            {
                return false;
            }

            if (say() is { } said)
            {
                _events.Append(said);
                if (_silent && said is ReplyAudio)
                {
                    _silent = false;
                    _metrics.FirstSound(_time.GetElapsedTime(_since));
                }
            }

            return true;
        }
    }

    /// <summary>The voice has spoken the first samples of a reply, so long after it was told the sentence.</summary>
    public void Voiced(TimeSpan latency) => _metrics.Voiced(latency);

    /// <summary>A reply has come to its end by itself.</summary>
    public void Finish(Reply reply, ReplyEndReason reason) => Under(() =>
    {
        if (_reply != reply)
        {
            return [];
        }

        End(reason);
        return _turns.Said();
    });

    /// <summary>Something failed that is not the user's fault; what exactly, the log says without a word of what was spoken.</summary>
    public void Complain(string code, string message, Exception? fault)
    {
        LogFailure(_logger, code, _plan.Assistant.Name, fault?.GetType().Name ?? "failure");
        _events.Append(new Notice(code, message));
    }

    /// <summary>Something worth knowing, unless the session is over.</summary>
    public void Tell(string code, string message)
    {
        lock (_gate)
        {
            if (!_stopped)
            {
                _events.Append(new Notice(code, message));
            }
        }

        _wake();
    }

    private void Tick() => Under(() => _turns.Tick(Now));

    /// <param name="hear">Remembers what the user said, if that is a turn.</param>
    private void Under(Func<IReadOnlyList<ReplyOrder>> decide, Action? hear = null)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            foreach (var order in decide())
            {
                Obey(order, hear);
            }

            _timer.Change(_turns.Due is { } due ? due > Now ? due - Now : TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        _wake();
    }

    private void Obey(ReplyOrder order, Action? hear)
    {
        switch (order.Kind)
        {
            case ReplyOrderKind.Hear:
                hear!();
                break;
            case ReplyOrderKind.Begin:
                Begin();
                break;
            case ReplyOrderKind.Pause:
                _events.Append(new ReplyPaused(_reply!.Number, _reply.Pause()));
                break;
            case ReplyOrderKind.Resume:
                _events.Append(new ReplyResumed(_reply!.Number, _reply.Resume()));
                break;
            default:
                End(order.Reason);
                break;
        }
    }

    private void Begin()
    {
        var plan = _asked?.Plan ?? _plan;
        var request = _asked?.Request;
        _asked = null;
        var reply = _reply = new Reply(++_replies, request?.Remembered ?? true, plan, this, _time);
        _events.Append(new ReplyStarted(reply.Number, plan.Assistant.Name, plan.Assistant.Scripted, plan.Options.Rate) { Request = request?.Name });
        (_since, _silent) = (_time.GetTimestamp(), true);
        var messages = request?.Input is { } input
            ? ConversationMemory.Messages(input, plan.Instructions, input.Count)
            : _history.Messages(plan);
        _ = Task.Run(async () =>
        {
            using (reply)
            {
                await reply.RunAsync(messages).ConfigureAwait(false);
            }
        });
    }

    private void End(ReplyEndReason reason)
    {
        var reply = _reply!;
        reply.Abandon();
        _reply = null;
        var played = reply.Advance();
        _metrics.Replied(reason);
        if (reply.Remembered)
        {
            _history.Say(reply.Number, reply.Heard, reply.Said);
        }

        _events.Append(new ReplyEnded(reply.Number, reason, played, reply.Heard));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Code}: assistant {Assistant}: {Fault}")]
    private static partial void LogFailure(ILogger logger, string code, string assistant, string fault);
}
