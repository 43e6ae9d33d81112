using Google.Cloud.Speech.V1;
using Google.LongRunning;
using Microsoft.Extensions.Hosting;
using Parley.Engine.Routing;
using Parley.Engine.Transcription;
using Parley.Failures;
using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.Grpc.Recordings;

namespace Parley.Protocols.Grpc.GoogleSpeech;

/// <summary><c>google.cloud.speech.v1.Speech</c>, for clients that speak it already.</summary>
internal sealed class GoogleSpeechService(
    RecordingTools tools, RecognizerCatalog catalog, ProtocolOptions options, IHostApplicationLifetime lifetime)
{
    private const string Config = "config";

    private static readonly GrpcStatus NoOperations = new(
        GrpcCode.Unimplemented, "Operations are not kept here: Recognize takes recordings of any length up to its limit of bytes, StreamingRecognize any.");

    public static void Bind(GrpcServices services, GrpcProtocolOptions limits) => services.Add(CloudSpeechReflection.Descriptor, "Speech")
        .Unary<RecognizeRequest, RecognizeResponse>(
            "Recognize", (call, request) => call.Service<GoogleSpeechService>().RecognizeAsync(call, request), limits.Recordings("audio.content"))
        .Unary<LongRunningRecognizeRequest, Operation>(
            "LongRunningRecognize", (_, _) => Task.FromResult<GrpcAnswer<Operation>>(NoOperations))
        .Bidirectional<StreamingRecognizeRequest, StreamingRecognizeResponse>(
            "StreamingRecognize", call => call.Service<GoogleSpeechService>().StreamAsync(call));

    private Task<GrpcStatus> StreamAsync(GrpcCall<StreamingRecognizeRequest, StreamingRecognizeResponse> call) =>
        new GoogleStream(call, tools, catalog, options.Sessions, lifetime.ApplicationStopping).RunAsync();

    private async Task<GrpcAnswer<RecognizeResponse>> RecognizeAsync(GrpcCall<RecognizeRequest, RecognizeResponse> call, RecognizeRequest request)
    {
        var recognised = await RecogniseAsync(request, call.Ended);
        return recognised.Succeeded
            ? new RecognizeResponse { Results = { recognised.Value.Finals.Select(GoogleResults.Whole) } }
            : GoogleStatus.Of(recognised.Error, call.Context, Config);
    }

    private async Task<Outcome<WholeRecording>> RecogniseAsync(RecognizeRequest request, CancellationToken cancellation)
    {
        var config = GoogleConfig.Read(request.Config, Config, catalog);
        if (!config.Succeeded)
        {
            return config.Error;
        }

        switch (request.Audio?.AudioSourceCase ?? RecognitionAudio.AudioSourceOneofCase.None)
        {
            case RecognitionAudio.AudioSourceOneofCase.Uri:
                return GoogleStatus.Invalid("audio.uri", "is not read: send the recording in 'audio.content'.");
            case RecognitionAudio.AudioSourceOneofCase.None:
                return GoogleStatus.Invalid("audio", "is missing.");
        }

        var content = request.Audio!.Content.Memory;
        if (content.IsEmpty)
        {
            return ParleyError.Invalid("file", "The recording is empty.", ErrorCodes.InvalidAudio);
        }

        if (config.Value.Samples is { } format && !LiveAudio.IsWave(content.Span))
        {
            var samples = BareSamples.Wrap(format, content.Span, "file");
            if (!samples.Succeeded)
            {
                return samples.Error;
            }

            content = samples.Value;
        }

        var work = new FileTranscriptionOptions
        {
            Language = config.Value.Language, Model = config.Value.Model, Words = config.Value.Words, Endpointing = options.Sessions.Endpointing,
        };
        return await WholeRecording.RecogniseAsync(tools, content, work, source => config.Value.Accept(source.Container, Config), cancellation);
    }
}
