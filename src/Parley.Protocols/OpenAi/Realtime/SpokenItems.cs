using System.Text;
using Parley.Engine.Stages.Conversing;
using Parley.Engine.Transcription;
using Parley.Events;
using Parley.Failures;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>
/// What the session's events mean on this wire. Turns that the server finds become items as they are spoken; where the
/// client commits by itself, what was said up to a commit becomes its item, and what was said up to a clear is dropped.
/// Times count from the connection's first sample, over all the sessions that took its audio. Thread-safe: commits come
/// from whoever reads the client's events.
/// </summary>
internal sealed class SpokenItems(KeptItems kept, ConversationMemory memory, Func<string> nextId, bool beta)
{
    /// <summary>Events round times to the millisecond.</summary>
    private const double Rounding = 0.002;

    /// <summary>The end of the audio is heard in whole frames: what ends there may be said to end a frame later.</summary>
    private const double Frame = 0.04;

    private readonly Lock _gate = new();
    private readonly List<SpokenTurn> _turns = [];
    private readonly List<(string Text, double End, string Key)> _loose = [];
    private readonly Queue<Cut> _cuts = new();
    private TaskCompletionSource _resolved = NewSignal();
    private readonly SpokenFailures _failures = new();
    private double _spokenUpTo;

    /// <summary>Commits and clears that wait for what was said before them.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _cuts.Count;
            }
        }
    }

    /// <summary>An item for audio that the client commits, and the events that announce it.</summary>
    public IReadOnlyList<ServerEvent> Announce(string id)
    {
        var item = new KeptItem(id);
        var previous = kept.Add(item);
        return [ServerEvent.Committed(id, previous), .. Added(item, previous)];
    }

    /// <summary>An item that has come to be, in the words of either dialect.</summary>
    public IReadOnlyList<ServerEvent> Added(KeptItem item, string? previous) => beta
        ? [ServerEvent.Item("conversation.item.created", item, previous)]
        : [ServerEvent.Item("conversation.item.added", item, previous), ServerEvent.Item("conversation.item.done", item, previous)];

    /// <summary>Completes when one of the commits and clears that wait now has been answered.</summary>
    public Task ChangedAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            return _cuts.Count == 0 ? Task.CompletedTask : _resolved.Task.WaitAsync(cancellation);
        }
    }

    public void Add(Cut cut)
    {
        lock (_gate)
        {
            _cuts.Enqueue(cut);
        }
    }

    /// <summary>What follows from the session's next event.</summary>
    /// <param name="core">The session that said it.</param>
    public IReadOnlyList<ServerEvent> Hear(SessionEvent said, CoreSession core)
    {
        lock (_gate)
        {
            var events = new List<ServerEvent>();
            switch (said)
            {
                case SpeechStarted started when core.Turns is { } turns:
                    Begin(started, core.Offset + started.Start, turns.PrefixMs / 1000.0, events);
                    break;
                case TranscriptPartial interim when Turn(interim.Utterance) is { } turn:
                    Show(turn, interim.Stable, events);
                    break;
                case SpeechEnded ended:
                    _failures.Ended(ended.Utterance, core.Offset + ended.End);
                    if (Turn(ended.Utterance) is { } over)
                    {
                        End(over, core.Offset + ended.End, ended.Reason, events);
                    }

                    break;
                case ErrorRaised raised when raised.Error.Category is not null:
                    _failures.Add(raised.Utterance, raised.Error);
                    break;
                case TranscriptFinal final:
                    Finish(final, core, events);
                    break;
                case Ack ack:
                    Settle(core.Offset + ((double)ack.Committed / core.Rate), core, events);
                    break;
                case SessionEnded:
                    Settle(core.Offset + ((double)core.Session.Received / core.Rate) + Frame, core, events);
                    break;
            }

            return events;
        }
    }

    private SpokenTurn? Turn(int utterance) => _turns.Find(turn => turn.Utterance == utterance);

    private void Begin(SpeechStarted started, double at, double prefix, List<ServerEvent> events)
    {
        var start = Math.Max(Math.Max(at - prefix, _spokenUpTo), 0);
        var turn = new SpokenTurn(nextId(), started.Utterance, start);
        _turns.Add(turn);
        events.Add(ServerEvent.SpeechStarted(turn.ItemId, Milliseconds(start)));
    }

    /// <summary>Only of the oldest turn: clients add deltas up, whichever item they belong to.</summary>
    private void Show(SpokenTurn turn, string stable, List<ServerEvent> events)
    {
        if (turn == _turns[0] && !turn.Dropped && stable.Length > turn.Shown)
        {
            events.Add(ServerEvent.Delta(turn.ItemId, stable[turn.Shown..]));
            turn.Shown = stable.Length;
        }
    }

    private void End(SpokenTurn turn, double end, SpeechEndReason reason, List<ServerEvent> events)
    {
        turn.End = _spokenUpTo = end;
        var here = reason == SpeechEndReason.Flush ? _cuts.FirstOrDefault(cut => !cut.Served && end <= cut.At + Frame) : null;
        if (here is { Clears: true })
        {
            turn.Dropped = true;
            return;
        }

        if (here is not null)
        {
            here.Served = true;
        }

        events.Add(ServerEvent.SpeechStopped(turn.ItemId, Milliseconds(end)));
        events.AddRange(Announce(turn.ItemId));
    }

    private void Finish(TranscriptFinal final, CoreSession core, List<ServerEvent> events)
    {
        var end = core.Offset + final.End;
        if (core.Turns is null)
        {
            _loose.Add((final.Text, end, MemoryTurn.OfUtterance(core.Session.Id, final.Utterance)));
            return;
        }

        // Finals come in the order of their utterances: those before this one held no words.
        foreach (var turn in _turns.Where(turn => turn.Utterance <= final.Utterance).ToList())
        {
            Complete(turn, turn.Utterance == final.Utterance ? final.Text : "", core, events);
        }
    }

    /// <summary>Everything that was said before this moment is known.</summary>
    private void Settle(double until, CoreSession core, List<ServerEvent> events)
    {
        foreach (var turn in _turns.Where(turn => turn.End <= until + Rounding).ToList())
        {
            Complete(turn, "", core, events);
        }

        while (_cuts.TryPeek(out var cut) && cut.At <= until + Rounding)
        {
            _cuts.Dequeue();
            _resolved.SetResult();
            _resolved = NewSignal();
            Resolve(cut, events);
        }

        _failures.Settle(until);
    }

    private void Resolve(Cut cut, List<ServerEvent> events)
    {
        var text = new StringBuilder();
        var last = "";
        var keys = new List<string>();
        foreach (var said in _loose.Where(said => said.End <= cut.At + Frame))
        {
            keys.Add(said.Key);
            text.Append(UnspacedScripts.Separator(last, said.Text)).Append(last = said.Text);
        }

        _loose.RemoveAll(said => said.End <= cut.At + Frame);
        var failure = _failures.TakeUpTo(cut.At + Frame);
        if (cut.Clears)
        {
            keys.ForEach(key => memory.Forget(key));
        }

        if (cut.Clears || (cut.ItemId is null && cut.Served && text.Length == 0))
        {
            return;
        }

        var id = cut.ItemId ?? nextId();
        if (cut.ItemId is null)
        {
            events.AddRange(Announce(id));
        }

        Say(new KeptItem(id) { Transcript = text.ToString(), Keys = keys }, shown: 0, cut.At - cut.From, failure, events);
    }

    private void Complete(SpokenTurn turn, string text, CoreSession core, List<ServerEvent> events)
    {
        _turns.Remove(turn);
        var failure = _failures.Take(turn.Utterance);
        var key = MemoryTurn.OfUtterance(core.Session.Id, turn.Utterance);
        if (!turn.Dropped)
        {
            var item = new KeptItem(turn.ItemId) { Transcript = text, Keys = text.Length > 0 ? [key] : [] };
            Say(item, turn.Shown, turn.End!.Value - turn.Start, failure, events);
        }
        else if (memory.Forget(key))
        {
            // What was cleared is not answered either.
            core.Attachment.CancelReply(null);
        }
    }

    private void Say(KeptItem item, int shown, double seconds, ParleyError? failure, List<ServerEvent> events)
    {
        var (id, text) = (item.Id, item.Transcript!);
        if (text.Length == 0 && failure is not null)
        {
            events.Add(ServerEvent.Failed(id, failure));
            return;
        }

        if (text.Length > shown)
        {
            events.Add(ServerEvent.Delta(id, text[shown..]));
        }

        if (!kept.Update(item))
        {
            // Its client did not want it any more.
            foreach (var key in item.Keys)
            {
                memory.Forget(key);
            }
        }

        events.Add(ServerEvent.Completed(id, text, TimeSpan.FromSeconds(Math.Max(seconds, 0))));
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static long Milliseconds(double seconds) => (long)Math.Round(seconds * 1000);
}
