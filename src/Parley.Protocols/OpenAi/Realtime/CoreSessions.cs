using Parley.Engine.Sessions;
using Parley.Engine.Stages.Conversing;
using Parley.Failures;
using Parley.Protocols.OpenAi.Realtime.Responses;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>The sessions of the core that take one connection's audio, one after the other.</summary>
/// <param name="maxPending">Commits and clears that may wait for their text; at the bound the client waits.</param>
internal sealed class CoreSessions(
    SessionHub hub, RealtimeOutput output, SpokenItems items, SpokenResponses responses, ConversationMemory memory, int maxPending)
{
    private CoreSession? _current;
    private Task _events = Task.CompletedTask;

    /// <summary>Seconds of audio that were accepted.</summary>
    public double Now => _current?.Now ?? 0;

    /// <summary>Whether turns are found in the audio; else the client commits.</summary>
    public bool FindsTurns => _current?.Turns is not null;

    public bool Running => Volatile.Read(ref _current) is { Session.State: not SessionState.Ended };

    /// <summary>Takes audio in the format that is set, of any length; it is passed on in pieces of a second.</summary>
    public async ValueTask<ParleyError?> AppendAsync(byte[] audio, RealtimeSettings settings, RealtimeEngines engines)
    {
        var options = settings.ToOptions(engines, output.Connection.Limits.Endpointing);
        if (!options.Succeeded)
        {
            return options.Error;
        }

        if (await ReadyAsync(options.Value, settings) is { } refusal)
        {
            return refusal;
        }

        if (!Serves(options.Value))
        {
            return null;
        }

        var piece = options.Value.Input.Rate * InputFormat.SampleBytes(options.Value.Input);
        for (var at = 0; at < audio.Length; at += piece)
        {
            var held = await _current!.Attachment.AppendAsync(audio.AsMemory(at, Math.Min(piece, audio.Length - at)), null);
            if (held.Error is { } error)
            {
                // A session that ended by itself says so, and closes the connection.
                return string.Equals(error.Code, ErrorCodes.SessionEnded, StringComparison.Ordinal) ? null : error;
            }
        }

        return null;
    }

    /// <summary>There is a session that answers as it is set; null: there is, or the connection is closing.</summary>
    public async ValueTask<ParleyError?> ReadyAsync(RealtimeSettings settings, RealtimeEngines engines)
    {
        var options = settings.ToOptions(engines, output.Connection.Limits.Endpointing);
        return options.Succeeded ? await ReadyAsync(options.Value, settings) : options.Error;
    }

    /// <summary>An answer is wanted to what was said up to here.</summary>
    public ParleyError? Ask(ReplyRequest request) => _current?.Attachment.AskReply(request).Error;

    /// <summary>The session that runs answers so from now on.</summary>
    public void Change(ConverseOptions? converse)
    {
        if (_current is { Session.Options.Converse: not null } current && converse is not null)
        {
            current.Attachment.ChangeConverse(converse);
        }
    }

    /// <summary>No more of a reply is wanted; null: whichever it is.</summary>
    public void CancelReply(int? reply) => _current?.Attachment.CancelReply(reply);

    /// <summary>The session that runs; null: none has begun.</summary>
    public CoreSession? Current => Volatile.Read(ref _current);

    /// <summary>What was said up to here is to be said as final.</summary>
    public void Flush() => _current?.Attachment.Flush();

    /// <summary>Waits until another commit or clear may be made.</summary>
    public async ValueTask RoomAsync()
    {
        while (items.Pending >= maxPending && !output.Connection.Gone.IsCancellationRequested)
        {
            await items.ChangedAsync(output.Connection.Gone);
        }
    }

    public void Abandon() => Volatile.Read(ref _current)?.Attachment.Dispose();

    public Task SilenceAsync() => _events;

    private ValueTask<ParleyError?> ReadyAsync(SessionOptions options, RealtimeSettings settings) =>
        Serves(options) ? ValueTask.FromResult<ParleyError?>(null) : StartAsync(options, settings);

    private bool Serves(SessionOptions options) => _current is { } current && Same(current.Session.Options, options);

    private static bool Same(SessionOptions one, SessionOptions other) =>
        string.Equals(one.Model, other.Model, StringComparison.OrdinalIgnoreCase)
        && string.Equals(one.Language, other.Language, StringComparison.Ordinal)
        && one.Input == other.Input
        && (one.Converse is null) == (other.Converse is null)
        && one.Endpointing == other.Endpointing;

    /// <summary>
    /// 1. The session before gets no more audio, 2. what it still has to say is said, 3. the next one takes over where it ended.
    /// </summary>
    private async ValueTask<ParleyError?> StartAsync(SessionOptions options, RealtimeSettings settings)
    {
        var offset = 0.0;
        if (_current is { } before)
        {
            if (before.Session.Options.Converse is { } converse)
            {
                // What it has not answered yet, the next one may be asked about.
                before.Attachment.ChangeConverse(converse with { Answer = AnswerMode.Asked });
                before.Attachment.CancelReply(null);
            }

            before.Attachment.EndInput();
            await _events;
            offset = before.Now;
        }

        var session = hub.Start(options with { Protocol = "realtime" }, memory);
        if (!session.Succeeded)
        {
            if (session.Error.Code is ErrorCodes.TooManySessions or ErrorCodes.OverCapacity or ErrorCodes.ShuttingDown)
            {
                await output.Connection.CloseAsync(session.Error);
                return null;
            }

            return session.Error;
        }

        // Nobody else knows its name, so that nobody takes it over; and one that was just made can be attached to.
        var attachment = (await session.Value.AttachAsync(() => { }, output.Connection.Gone)).ValueOrThrow();
        var turns = settings.TurnsInForce(output.Connection.Limits.Endpointing);
        var core = new CoreSession(attachment, turns, offset);
        Volatile.Write(ref _current, core);
        _events = Task.Run(() => RealtimePump.RunAsync(core, items, responses, output));
        return null;
    }
}
