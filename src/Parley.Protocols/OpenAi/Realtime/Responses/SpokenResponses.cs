using Parley.Events;

namespace Parley.Protocols.OpenAi.Realtime.Responses;

/// <summary>
/// What the session's replies mean on this wire: each is a response with one item. Thread-safe: clients ask for and cut
/// responses while the session makes them.
/// </summary>
internal sealed class SpokenResponses(KeptItems kept, RealtimeOutput output, bool beta)
{
    private readonly Lock _gate = new();
    private readonly ResponseEvents _events = new(beta);
    private readonly Dictionary<string, ResponseRequest> _asked = new(StringComparer.Ordinal);
    private ResponseRequest _usual = new(new ResponseSettings());
    private SpokenResponse? _active;
    private SpokenResponse? _last;
    private Notice? _failure;

    /// <summary>How responses are that come by themselves.</summary>
    public ResponseSettings Usual
    {
        set
        {
            lock (_gate)
            {
                _usual = new ResponseRequest(value);
            }
        }
    }

    /// <summary>The response that is being made, or was asked for and has not begun; null: there is none.</summary>
    public string? Current
    {
        get
        {
            lock (_gate)
            {
                return _active?.Id ?? _asked.Keys.FirstOrDefault();
            }
        }
    }

    /// <summary>The response that is being made; null: there is none.</summary>
    public SpokenResponse? Active
    {
        get
        {
            lock (_gate)
            {
                return _active;
            }
        }
    }

    /// <summary>The newest response that began; null: none has.</summary>
    public SpokenResponse? Newest
    {
        get
        {
            lock (_gate)
            {
                return _active ?? _last;
            }
        }
    }

    /// <summary>A response of this name is to come.</summary>
    public void Expect(string id, ResponseRequest request)
    {
        lock (_gate)
        {
            _asked[id] = request;
        }
    }

    /// <summary>It is not to come any more; null: it has begun.</summary>
    public ResponseRequest? Forget(string id)
    {
        lock (_gate)
        {
            return _asked.Remove(id, out var request) ? request : null;
        }
    }

    /// <summary>What is said of a response that was called off before it began.</summary>
    public IReadOnlyList<ServerEvent> Cancelled(string id, ResponseRequest request, CoreSession core)
    {
        var response = New(id, request, core, 0, request.Settings.Format.Rate);
        var created = _events.Whole("response.created", response);
        return [created, _events.Whole("response.done", response with { Ended = ReplyEndReason.Cancelled })];
    }

    /// <summary>What follows from the session's next event.</summary>
    /// <param name="core">The session that said it.</param>
    public IReadOnlyList<ServerEvent> Hear(SessionEvent said, CoreSession core)
    {
        lock (_gate)
        {
            switch (said)
            {
                case ReplyStarted started:
                    return Begin(started, core);
                case ReplyText text when Is(text.Reply, core):
                    _active!.Add(text.Delta);
                    return [_events.Text(_active, text.Delta)];
                case ReplyAudio audio when Is(audio.Reply, core):
                    _active!.Samples = audio.Position + audio.Samples;
                    return [_events.Audio(_active, OutputAudio.In(_active.Request.Settings.Format, audio.Data))];
                case Notice { Code: "assistant_failed" } notice:
                    _failure = notice;
                    return [];
                case ReplyEnded ended when Is(ended.Reply, core):
                    return End(ended);
                case SessionEnded:
                    var left = _asked.ToList();
                    _asked.Clear();
                    return [.. left.SelectMany(asked => Cancelled(asked.Key, asked.Value, core))];
                default:
                    return [];
            }
        }
    }

    private bool Is(int reply, CoreSession core) => _active is { } active && active.Reply == reply && active.Core == core;

    private SpokenResponse New(string id, ResponseRequest request, CoreSession core, int reply, int rate) =>
        new(id, output.NextItemId(), request, core, reply) { Rate = rate, ConversationId = output.ConversationId };

    private List<ServerEvent> Begin(ReplyStarted started, CoreSession core)
    {
        var request = _usual;
        if (started.Request is { } name && !_asked.Remove(name, out request))
        {
            // It was called off as it began: nobody hears of it.
            return [];
        }

        _failure = null;
        var response = _active = New(started.Request ?? output.NextResponseId(), request!, core, started.Reply, started.Rate);
        var item = response.Item(beta);
        var events = new List<ServerEvent> { _events.Whole("response.created", response), _events.Item("response.output_item.added", response) };
        if (response.Request.Remembered)
        {
            events.Add(ServerEvent.Item(beta ? "conversation.item.created" : "conversation.item.added", item, kept.Add(item)));
        }

        events.Add(_events.Part("response.content_part.added", response));
        return events;
    }

    private List<ServerEvent> End(ReplyEnded ended)
    {
        var response = _active! with { Ended = ended.Reason, Failure = _failure };
        (_active, _last) = (null, response);
        var events = new List<ServerEvent>();
        if (response.Spoken)
        {
            events.Add(_events.AudioDone(response));
        }

        events.Add(_events.TextDone(response));
        events.Add(_events.Part("response.content_part.done", response));
        if (response.Request.Remembered)
        {
            // Whoever asks for it again gets what was heard.
            kept.Update(response.Item(beta, ended.Text));
            if (!beta)
            {
                events.Add(ServerEvent.Item("conversation.item.done", response.Item(beta), kept.Before(response.ItemId)));
            }
        }

        events.Add(_events.Item("response.output_item.done", response));
        events.Add(_events.Whole("response.done", response));
        return events;
    }
}
