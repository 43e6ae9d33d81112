using Google.Cloud.Speech.V1;
using Parley.Audio;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.Grpc.Recordings;
using Parley.Protocols.Grpc.Speech;
using Parley.Protocols.WebSockets;
using Asked = Google.Cloud.Speech.V1.StreamingRecognizeRequest.StreamingRequestOneofCase;
using SpeechEventType = Google.Cloud.Speech.V1.StreamingRecognizeResponse.Types.SpeechEventType;

namespace Parley.Protocols.Grpc.GoogleSpeech;

/// <summary>One <c>StreamingRecognize</c>: a session that lives as long as its call.</summary>
internal sealed class GoogleStream(
    GrpcCall<StreamingRecognizeRequest, StreamingRecognizeResponse> call,
    RecordingTools tools,
    RecognizerCatalog catalog,
    SessionProtocolOptions limits,
    CancellationToken stopping)
{
    private const string At = "streaming_config.config";
    private StreamingRecognitionConfig _asked = new();
    private GrpcStatus? _verdict;
    private bool _heard;

    /// <summary>
    /// 1. The first message says what is wanted, or the call ends;
    /// 2. the first audio shows whether it says itself what it is, and starts the session;
    /// 3. results leave while audio comes; 4. the session's last event is the end of the call.
    /// </summary>
    public async Task<GrpcStatus> RunAsync()
    {
        using var wanted = CancellationTokenSource.CreateLinkedTokenSource(call.Ended, stopping);
        using var reader = new TimedReader<StreamingRecognizeRequest, StreamingRecognizeResponse>(
            call, limits.IdleTimeout, tools.Time, Status(Idle()), wanted.Token);
        try
        {
            // 1.
            var config = Configure(await reader.ReadAsync());
            if (!config.Succeeded)
            {
                return Status(config.Error);
            }

            // 2.
            var first = await reader.ReadAsync();
            if (first is null)
            {
                return GrpcStatus.Ok;
            }

            var bare = config.Value.Samples is { } format && !LiveAudio.IsWave(first.AudioContent.Span) ? format : null;
            var session = tools.Hub.Start(Options(config.Value, bare) with { Protocol = "google" });
            return session.Succeeded ? await ConverseAsync(session.Value, config.Value, bare, first) : Status(session.Error);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !call.Ended.IsCancellationRequested)
        {
            return Status(SessionErrors.ShuttingDown);
        }
    }

    private async Task<GrpcStatus> ConverseAsync(Session session, GoogleConfig config, AudioFormat? bare, StreamingRecognizeRequest first)
    {
        await using var leaving = call.Ended.UnsafeRegister(static state => GiveUp((Session)state!), session);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.Ended);
        await using LiveAudio audio = bare is null
            ? new ContainedLiveAudio(session, tools, container => config.Accept(container, At))
            : new BareLiveAudio(session, bare);
        var listening = ListenAsync(session, audio, first, over.Token);
        GrpcStatus status;
        try
        {
            // 3.
            status = await PumpAsync(session);
        }
        finally
        {
            session.Abandon();
            await over.CancelAsync();
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // 4.
        if (listening.Exception?.InnerException is { } fault and not IOException)
        {
            throw new InvalidOperationException("A message could not be handled.", fault);
        }

        return _verdict ?? (audio.Broken is { } broken ? Status(broken) : status);
    }

    private static void GiveUp(Session session)
    {
        session.Abandon();
        session.Abort();
    }

    private Outcome<GoogleConfig> Configure(StreamingRecognizeRequest? first)
    {
        if (first?.StreamingRequestCase != Asked.StreamingConfig)
        {
            return GoogleStatus.Invalid("streaming_config", "must be the first message.", ErrorCodes.NotStarted);
        }

        _asked = first.StreamingConfig;
        return _asked.VoiceActivityTimeout is not null
            ? GoogleStatus.Invalid("streaming_config.voice_activity_timeout", "asks for what no model here can do.")
            : GoogleConfig.Read(_asked.Config, At, catalog);
    }

    private SessionOptions Options(GoogleConfig config, AudioFormat? bare) => new()
    {
        Language = config.Language,
        Model = config.Model,
        Input = bare ?? AudioFormat.Engine,
        Partials = _asked.InterimResults,
        Words = config.Words,
        Endpointing = limits.Endpointing,
    };

    private async Task ListenAsync(Session session, LiveAudio audio, StreamingRecognizeRequest first, CancellationToken over)
    {
        using var reader = new TimedReader<StreamingRecognizeRequest, StreamingRecognizeResponse>(
            call, limits.IdleTimeout, tools.Time, Status(Idle()), over);
        try
        {
            for (var message = first; message is not null; message = await reader.ReadAsync(mayBeSilent: Volatile.Read(ref _heard)))
            {
                var error = message.StreamingRequestCase == Asked.AudioContent
                    ? await AcceptAsync(audio, message, over)
                    : GoogleStatus.Invalid("audio_content", "must follow in every message after the first.", ErrorCodes.AlreadyStarted);
                if (error is not null)
                {
                    throw new GrpcException(Status(error));
                }
            }

            if (await audio.EndAsync() is { } broken)
            {
                throw new GrpcException(Status(broken));
            }
        }
        catch (GrpcException refused)
        {
            _verdict = refused.Status;
        }
        finally
        {
            session.Abandon();
        }
    }

    /// <summary>What comes after a single utterance is not listened to.</summary>
    private async ValueTask<ParleyError?> AcceptAsync(LiveAudio audio, StreamingRecognizeRequest message, CancellationToken over) =>
        Volatile.Read(ref _heard) ? null : await audio.WriteAsync(message.AudioContent.Memory, over);

    private async Task<GrpcStatus> PumpAsync(Session session)
    {
        try
        {
            await foreach (var logged in session.Events.FollowAsync(0, call.Ended))
            {
                if (logged.Event is SessionEnded ended)
                {
                    return SpeechPump.StatusOf(ended.Reason) is { } error ? Status(error) : GrpcStatus.Ok;
                }

                if (logged.Event is ErrorRaised raised)
                {
                    return Status(raised.Error);
                }

                foreach (var response in Responses(session, logged.Event))
                {
                    await call.WriteAsync(response);
                }
            }

            call.Ended.ThrowIfCancellationRequested();
            return GrpcStatus.Ok;
        }
        catch (ParleyException tooSlow)
        {
            return Status(tooSlow.Error);
        }
    }

    private IEnumerable<StreamingRecognizeResponse> Responses(Session session, SessionEvent said)
    {
        switch (said)
        {
            case SpeechStarted started when _asked.EnableVoiceActivityEvents:
                yield return GoogleResults.Event(SpeechEventType.SpeechActivityBegin, started.Start);
                break;
            case SpeechEnded ended:
                if (_asked.EnableVoiceActivityEvents)
                {
                    yield return GoogleResults.Event(SpeechEventType.SpeechActivityEnd, ended.End);
                }

                if (_asked.SingleUtterance && !Volatile.Read(ref _heard))
                {
                    Volatile.Write(ref _heard, true);
                    yield return GoogleResults.Event(SpeechEventType.EndOfSingleUtterance, ended.End);
                    session.EndInput();
                }

                break;
            case TranscriptPartial { Stable.Length: 0, Tail.Length: 0 }:
                break;
            case TranscriptPartial interim when !_asked.SingleUtterance || interim.Utterance == 1:
                yield return GoogleResults.Partial(interim, session.Options.Language);
                break;
            case TranscriptFinal final when !_asked.SingleUtterance || final.Utterance == 1:
                yield return GoogleResults.Final(final);
                break;
        }
    }

    private ParleyError Idle() => new(
        ErrorCodes.IdleTimeout, $"No audio came for {limits.IdleTimeout.TotalSeconds:0.#} s; send it at about the pace at which it is spoken.")
    {
        Retry = true,
    };

    private GrpcStatus Status(ParleyError error) => GoogleStatus.Of(error, call.Context, At);
}
