using Parley.Engine.Sessions;
using Parley.Engine.Stages.Conversing;
using Parley.Failures;
using Parley.Protocols.OpenAi.Realtime.Responses;
using Parley.Protocols.Sessions;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>
/// What a client's events mean. Its audio goes to a session of the core, which is started with the first of it, when the
/// client has said what it wants; when it wants something else later, the next audio goes to another one, and the words of
/// the first are said before those of the second.
/// </summary>
internal sealed class RealtimeConversation : IConversation
{
    private readonly RealtimeOutput _output;
    private readonly RealtimeHello _hello;
    private readonly RealtimeEngines _engines;
    private readonly ClientEventParser _parser;
    private readonly SettingsWriter _writer;
    private readonly KeptItems _kept;
    private readonly SpokenItems _items;
    private readonly CoreSessions _cores;
    private readonly SpokenResponses _responses;
    private readonly ResponseControl _control;
    private RealtimeSettings _settings;
    private double _lastCut;

    public RealtimeConversation(
        RealtimeOutput output, RealtimeHello hello, SessionHub hub, RealtimeEngines engines, RealtimeOptions limits)
    {
        var endpointing = output.Connection.Limits.Endpointing;
        (_output, _hello, _engines) = (output, hello, engines);
        var memory = new ConversationMemory();
        _parser = new ClientEventParser(TurnDetection.Default(endpointing), limits);
        _writer = new SettingsWriter(output.SessionId, engines, endpointing);
        _kept = new KeptItems(limits.MaxItems);
        _items = new SpokenItems(_kept, memory, output.NextItemId, hello.Beta);
        _responses = new SpokenResponses(_kept, output, hello.Beta);
        _cores = new CoreSessions(hub, output, _items, _responses, memory, limits.MaxPendingCuts);
        _control = new ResponseControl(_cores, _responses, _kept, memory, output);
        var known = ModelNames.Resolve(engines.Recognizers, hello.Model).Succeeded;
        _settings = new RealtimeSettings
        {
            Transcription = hello.Transcription,
            Model = hello.Model,
            TranscriptionModel = hello.Transcription || known ? hello.Model : null,
        };
        if (hello.Secret is { } secret
            && SettingsReader.Read(new JsonFields(secret.Session, "session."), _settings, TurnDetection.Default(endpointing), limits.MaxKeptBytes)
                is { Succeeded: true } given)
        {
            _settings = given.Value;
        }

        _responses.Usual = _settings.Response;
    }

    public bool AwaitsMessages => true;

    private Connection Connection => _output.Connection;

    /// <summary>Says what the session is, before the client says anything; or that there is no such model.</summary>
    public async ValueTask GreetAsync()
    {
        if (_hello.Transcription && ModelNames.Resolve(_engines.Recognizers, _hello.Model).Error is { } unknown)
        {
            await Connection.CloseAsync(unknown);
            return;
        }

        var type = _hello is { Beta: true, Transcription: true } ? "transcription_session.created" : "session.created";
        await _output.SayAsync(Session(type, _hello.Beta));
    }

    public ValueTask HandleAsync(InboundMessage message) => message.Kind switch
    {
        InboundKind.Text => HearAsync(message.Bytes),
        InboundKind.TextTooLarge => Connection.CloseAsync(SessionErrors.TextTooLarge(Connection.Limits)),
        InboundKind.Flood => Connection.CloseAsync(SessionErrors.Flood(Connection.Limits)),
        _ => _output.RefuseAsync(RealtimeErrors.BinaryMessage, null),
    };

    public void Leave(int code)
    {
        // However a client closes, it is done: these sessions cannot be resumed.
    }

    public void Abandon() => _cores.Abandon();

    public Task SilenceAsync() => _cores.SilenceAsync();

    /// <summary>The server stops: a session is finished first, and the connection after it.</summary>
    public async Task StopAsync()
    {
        if (!_cores.Running)
        {
            await Connection.CloseAsync(SessionErrors.ShuttingDown);
        }
    }

    private async ValueTask HearAsync(ReadOnlyMemory<byte> text)
    {
        var parsed = _parser.Parse(text, _settings);
        var error = parsed.Succeeded ? await ObeyAsync(parsed.Value) : parsed.Error;
        if (error is not null)
        {
            await _output.RefuseAsync(error, _parser.EventId);
        }
    }

    private async ValueTask<ParleyError?> ObeyAsync(ClientEvent said)
    {
        switch (said)
        {
            case UpdateSession update:
                return await UpdateAsync(update);
            case AppendAudio append:
                return await _cores.AppendAsync(append.Audio, _settings, _engines);
            case CommitAudio:
                return await CommitAsync();
            case ClearAudio:
                await ClearAsync();
                return null;
            case CreateItem create:
                return await AddAsync(create);
            case RetrieveItem retrieve:
                return await SayAsync(_kept.Find(retrieve.Id) is { } kept ? ServerEvent.Retrieved(kept) : null);
            case DeleteItem delete:
                return await SayAsync(_control.Delete(delete.Id) ? ServerEvent.Deleted(delete.Id) : null);
            case TruncateItem truncate:
                return await _control.TruncateAsync(truncate);
            case CreateResponse create:
                return Answers ? await _control.CreateAsync(create.Request, _settings, _engines) : RealtimeErrors.NothingToAnswerWith;
            case CancelResponse cancel:
                return await _control.CancelAsync(cancel.Id);
            default:
                return await _control.ClearAsync();
        }
    }

    /// <summary>Somebody answers in this session.</summary>
    private bool Answers => !_settings.Transcription && _engines.Answers;

    private async ValueTask<ParleyError?> AddAsync(CreateItem create)
    {
        var added = _control.Add(create, Answers);
        if (!added.Succeeded)
        {
            return added.Error;
        }

        await SayAsync(_items.Added(added.Value.Item, added.Value.Previous));
        return null;
    }

    private async ValueTask<ParleyError?> UpdateAsync(UpdateSession update)
    {
        var options = update.Settings.ToOptions(_engines, Connection.Limits.Endpointing);
        if (!options.Succeeded)
        {
            return options.Error;
        }

        _settings = update.Settings;
        _responses.Usual = _settings.Response;
        _cores.Change(options.Value.Converse);
        await _output.SayAsync(Session(
            update.Flat ? "transcription_session.updated" : "session.updated", update.Flat || _hello.Beta));
        return _settings.ToolsAsked ? RealtimeErrors.ToolsAreOff("session.tools") : null;
    }

    /// <summary>
    /// What was said since the last commit becomes an item. Where the server finds turns too, it may have done so already:
    /// then there is nothing more to say.
    /// </summary>
    private async ValueTask<ParleyError?> CommitAsync()
    {
        if ((_cores.Now - _lastCut) * 1000 is var length && length < RealtimeErrors.LeastCommitMs)
        {
            return RealtimeErrors.TooShort(length);
        }

        await _cores.RoomAsync();
        var id = _cores.FindsTurns ? null : _output.NextItemId();
        if (id is not null)
        {
            await SayAsync(_items.Announce(id));
        }

        Cut(new Cut(_cores.Now, Clears: false, id) { From = _lastCut });
        return null;
    }

    private async ValueTask ClearAsync()
    {
        if (_cores.Now > _lastCut)
        {
            await _cores.RoomAsync();
            Cut(new Cut(_cores.Now, Clears: true, null));
        }

        await _output.SayAsync(ServerEvent.Cleared);
    }

    private void Cut(Cut cut)
    {
        _lastCut = cut.At;
        _items.Add(cut);
        _cores.Flush();
    }

    private async ValueTask<ParleyError?> SayAsync(ServerEvent? said)
    {
        if (said is null)
        {
            return RealtimeErrors.UnknownItem;
        }

        await _output.SayAsync(said);
        return null;
    }

    private async ValueTask SayAsync(IReadOnlyList<ServerEvent> events)
    {
        foreach (var said in events)
        {
            await _output.SayAsync(said);
        }
    }

    private ServerEvent Session(string type, bool flat)
    {
        var settings = _settings;
        return new ServerEvent(type, json => _writer.Write(json, settings, flat));
    }
}
