using Microsoft.Extensions.Logging;
using Parley.Engine.Sessions;
using Parley.Engine.Telemetry;
using Parley.Engine.Turns;
using Parley.Events;

namespace Parley.Engine.Stages.Conversing;

/// <summary>
/// Answers what is said in one session: 1. what is heard goes to <see cref="ReplyTurns"/>, 2. which says when a reply
/// begins, falls silent, goes on and ends, 3. and a <see cref="Reply"/> thinks and speaks meanwhile. Everything said of a
/// reply is said under one lock, so that nothing of it comes after its end and no two overlap.
/// </summary>
internal sealed partial class ConversationStage : IEventStage
{
    private readonly Lock _gate = new();
    private readonly ConversationPlan _plan;
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
    private long _asked;
    private bool _silent;
    private Reply? _reply;
    private Reply? _last;
    private int _replies;
    private bool _stopped;

    public ConversationStage(ConversationPlan plan, EventLog events, Action wake, TimeProvider time, EngineMetrics metrics, ILogger logger)
    {
        (_plan, _events, _wake, _time, _metrics, _logger) = (plan, events, wake, time, metrics, logger);
        _began = time.GetTimestamp();
        _history = new ConversationHistory(plan.Instructions, plan.Options.History);
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
                Under(() => _turns.Finished(final.Utterance, final.Text), final.Text);
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
        text);

    /// <summary>The client wants no more of a reply.</summary>
    /// <param name="number">Null: whichever it is.</param>
    public void Cancel(int? number) => Under(() => _reply is { } reply && (number ?? reply.Number) == reply.Number ? _turns.Cancelled() : []);

    /// <summary>The client says how far it has played a reply, be it over.</summary>
    public void Played(int number, long position)
    {
        lock (_gate)
        {
            if (_reply?.Number == number)
            {
                _reply.Report(position);
            }
            else if (_last is { } last && last.Number == number && last.Report(position))
            {
                _history.Correct(number, last.Heard);
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
                    _metrics.FirstSound(_time.GetElapsedTime(_asked));
                }
            }

            return true;
        }
    }

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

    private void Tick() => Under(() => _turns.Tick(Now));

    /// <param name="heard">What the user said, if that is a turn.</param>
    private void Under(Func<IReadOnlyList<ReplyOrder>> decide, string heard = "")
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            foreach (var order in decide())
            {
                Obey(order, heard);
            }

            _timer.Change(_turns.Due is { } due ? due > Now ? due - Now : TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        _wake();
    }

    private void Obey(ReplyOrder order, string heard)
    {
        switch (order.Kind)
        {
            case ReplyOrderKind.Hear:
                _history.Hear(heard);
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
        var reply = _reply = new Reply(++_replies, _plan, this, _time);
        _events.Append(new ReplyStarted(reply.Number, _plan.Assistant.Name, _plan.Assistant.Scripted, _plan.Options.Rate));
        (_asked, _silent) = (_time.GetTimestamp(), true);
        var messages = _history.Messages();
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
        (_reply, _last) = (null, reply);
        var played = reply.Advance();
        _metrics.Replied(reason);
        _history.Say(reply.Number, reply.Heard);
        _events.Append(new ReplyEnded(reply.Number, reason, played, reply.Heard));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Code}: assistant {Assistant}: {Fault}")]
    private static partial void LogFailure(ILogger logger, string code, string assistant, string fault);
}
