using Microsoft.Extensions.Hosting;
using Parley.Engine.Sessions;
using Parley.Engine.Transcription;
using Parley.Failures;
using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.Grpc.Recordings;
using Parley.V1;

namespace Parley.Protocols.Grpc.Speech;

/// <summary><c>parley.v1.Speech</c>: live sessions, those who follow them, and recordings.</summary>
internal sealed class SpeechService(
    SessionHub hub, RecordingTools tools, ProtocolOptions options, TimeProvider time, IHostApplicationLifetime lifetime)
{
    public static void Bind(GrpcServices services, GrpcProtocolOptions limits) => services.Add(SpeechReflection.Descriptor, "Speech")
        .Bidirectional<StreamRequest, StreamResponse>("Stream", call => call.Service<SpeechService>().StreamAsync(call))
        .ServerStreaming<FollowRequest, StreamResponse>("Follow", (call, request) => call.Service<SpeechService>().FollowAsync(call, request))
        .Unary<RecognizeRequest, RecognizeResponse>(
            "Recognize", (call, request) => call.Service<SpeechService>().RecognizeAsync(call, request), limits.Recordings("audio"));

    private Task<GrpcStatus> StreamAsync(GrpcCall<StreamRequest, StreamResponse> call) =>
        new SpeechStream(call, hub, options.Sessions, time, lifetime.ApplicationStopping).RunAsync();

    private async Task<GrpcStatus> FollowAsync(GrpcCall<FollowRequest, StreamResponse> call, FollowRequest request)
    {
        var session = await hub.FindAsync(request.SessionId);
        var error = session.Error is { } unknown
            ? unknown with { Param = "session_id" }
            : session.Value!.Events.CanReadAfter(request.After);
        return error is null
            ? await SpeechPump.RunAsync(session.Value!, request.After, call, call.Ended)
            : SpeechStatus.Of(error, call.Context);
    }

    private async Task<GrpcAnswer<RecognizeResponse>> RecognizeAsync(
        GrpcCall<RecognizeRequest, RecognizeResponse> call, RecognizeRequest request)
    {
        var recognised = await RecogniseAsync(request, call.Ended);
        if (!recognised.Succeeded)
        {
            return SpeechStatus.Of(recognised.Error, call.Context);
        }

        var recording = recognised.Value;
        return new RecognizeResponse
        {
            Text = recording.Text,
            Finals = { recording.Finals.Select(SpeechEvents.Final) },
            Model = recording.Model,
            Duration = recording.Duration.TotalSeconds,
        };
    }

    private async Task<Outcome<WholeRecording>> RecogniseAsync(RecognizeRequest request, CancellationToken cancellation)
    {
        if (request.Audio.IsEmpty)
        {
            return ParleyError.Invalid("audio", "The recording is empty.", ErrorCodes.InvalidAudio);
        }

        var asked = SpeechOptions.Read(request.Options ?? new Options(), options.Sessions.Endpointing);
        if (!asked.Succeeded)
        {
            return asked.Error;
        }

        var recording = request.Audio.Memory;
        if (request.Options?.Input is not null)
        {
            var samples = BareSamples.Wrap(asked.Value.Input, recording.Span, "audio");
            if (!samples.Succeeded)
            {
                return samples.Error;
            }

            recording = samples.Value;
        }

        var work = new FileTranscriptionOptions
        {
            Language = asked.Value.Language, Model = asked.Value.Model, Words = asked.Value.Words, Endpointing = asked.Value.Endpointing,
        };
        var recognised = await WholeRecording.RecogniseAsync(tools, recording, work, null, cancellation);
        return recognised.Error is { Param: "file" } error ? error with { Param = "audio" } : recognised;
    }
}
