using System.Text.Json;
using Parley.Engine.Sessions;
using Parley.Protocols.SocketIO.SocketIo;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>The words of simple pages: <c>start</c>, <c>audio_stream</c>, <c>set_language</c>, <c>stop</c>.</summary>
internal sealed class PlainPage(SpokenSessions sessions, SessionProtocolOptions limits)
{
    public const string Audio = "audio_stream";

    private string? _language;

    public static bool Knows(string name) => name is "start" or "stop" or "set_language";

    public ValueTask<SpeechReply> ObeyAsync(string name, JsonElement value) => name switch
    {
        "start" => StartAsync(value),
        "set_language" => SetLanguageAsync(value),
        _ => ValueTask.FromResult(Stop()),
    };

    /// <summary>A page that sends audio without a start gets a session all the same.</summary>
    public async ValueTask<SpeechReply> AcceptAsync(SocketArguments arguments)
    {
        if (sessions.Current is null && await StartAsync(default) is { Error: not null } notStarted)
        {
            return notStarted;
        }

        if (sessions.Refusal() is { } refusal)
        {
            return refusal;
        }

        var audio = PlainFields.Audio(arguments);
        return audio.Succeeded
            ? await sessions.Current!.AppendAsync(audio.Value, null, limits)
            : audio.Error;
    }

    private async ValueTask<SpeechReply> StartAsync(JsonElement value)
    {
        var options = PlainFields.Options(value, Defaults());
        return options.Succeeded ? await sessions.StartAsync(options.Value, PlainDialect.Instance) : options.Error;
    }

    /// <summary>
    /// Another language needs another session: what was said so far is finished in the old one, what comes is heard in the
    /// new one. Without a session it holds for the next.
    /// </summary>
    private async ValueTask<SpeechReply> SetLanguageAsync(JsonElement value)
    {
        var language = PlainFields.Language(value);
        if (!language.Succeeded)
        {
            return language.Error;
        }

        var options = (sessions.Current?.Session.Options ?? Defaults()) with { Language = language.Value };
        if (sessions.Unsupported(options) is { } unsupported)
        {
            return unsupported;
        }

        if (sessions.Current is { IsOver: false } running)
        {
            if (!running.IsPlain)
            {
                return SessionErrors.AlreadyStarted;
            }

            running.End();
            var reply = await sessions.StartAsync(options, PlainDialect.Instance);
            if (reply.Error is not null)
            {
                return reply;
            }
        }

        _language = language.Value;
        return SpeechReply.Done;
    }

    private SpeechReply Stop()
    {
        if (sessions.Refusal() is { } refusal)
        {
            return refusal;
        }

        return sessions.Current!.End();
    }

    private SessionOptions Defaults()
    {
        var options = new SessionOptions { Endpointing = limits.Endpointing };
        return options with { Language = _language ?? options.Language };
    }
}
