using System.Text.Json;
using Google.Cloud.Speech.V1;
using Google.Protobuf;
using Parley.Events;
using Parley.Protocols.Tests.Grpc;
using Parley.Protocols.Tests.OpenAi;
using GoogleRequest = Google.Cloud.Speech.V1.RecognizeRequest;
using GoogleResponse = Google.Cloud.Speech.V1.RecognizeResponse;

namespace Parley.Protocols.Tests.Conformance.Drivers;

/// <summary>OpenAI's file transcriptions.</summary>
internal sealed class TranscriptionDriver : SpeechDriver
{
    public override string Name => "OpenAI files";

    public override IReadOnlyDictionary<string, string> Lacks { get; } = Reasons(
        [
            .. RecordingTalk.Lacks,
            ("odd_bytes", "A recording says itself how long it is; half a sample at its end is left aside."),
            ("endpointing", "Its form has no field for the silence that ends an utterance."),
            ("unknown_encoding unknown_rate unknown_channels", "A recording is recognised by its content; nothing is declared that could be wrong."),
        ]);

    public override Task<Conversation> ConnectAsync(TestServer server) => Task.FromResult<Conversation>(new Talk(server));

    private sealed class Talk(TestServer server) : RecordingTalk
    {
        protected override async Task TranscribeAsync(byte[]? recording, bool bare)
        {
            var parts = new List<object> { ("response_format", "verbose_json") };
            parts.AddRange(Asked.Language is { } language ? [("language", language)] : []);
            parts.AddRange(Asked.Model is { } model ? [("model", model)] : []);
            parts.AddRange(Asked.Words ? [("timestamp_granularities[]", "word"), ("timestamp_granularities[]", "segment")] : []);
            parts.AddRange(recording is null ? [] : [TranscriptionTests.File(bare ? Wave.Of(Asked, recording) : recording)]);
            using var answer = await TranscriptionTests.PostAsync(server, [.. parts]);
            var json = JsonDocument.Parse(await TranscriptionTests.BodyAsync(answer)).RootElement;
            if (!answer.IsSuccessStatusCode)
            {
                var wait = (long?)answer.Headers.RetryAfter?.Delta?.TotalMilliseconds;
                Keep(Heard.Of(json.GetProperty("error"), "error") with { RetryAfterMs = wait });
                return;
            }

            IReadOnlyList<TimedWord> words = json.TryGetProperty("words", out var timed)
                ? [.. timed.EnumerateArray().Select(word => new TimedWord(word.Some("word"), word.GetProperty("start").GetDouble(), word.GetProperty("end").GetDouble()))]
                : [];
            foreach (var segment in json.GetProperty("segments").EnumerateArray())
            {
                var heard = Heard.Of(segment, "transcript.final");
                Keep(heard with { Words = [.. words.Where(word => word.Start >= heard.Start - 0.02 && word.End <= heard.End + 0.02)] });
            }

            Keep(new Heard("usage") { AudioSeconds = json.GetProperty("duration").GetDouble() });
            Keep(Heard.Over);
        }
    }
}

/// <summary><c>parley.v1.Speech/Recognize</c></summary>
internal sealed class RecognizeDriver : SpeechDriver
{
    public override string Name => "gRPC Recognize";

    public override IReadOnlyDictionary<string, string> Lacks { get; } = Reasons(
        [.. RecordingTalk.Lacks, ("missing_file", "To protocol buffers a recording that was left out is an empty one.")]);

    public override Task<Conversation> ConnectAsync(TestServer server) => Task.FromResult<Conversation>(new Talk(server));

    private sealed class Talk(TestServer server) : RecordingTalk
    {
        protected override async Task TranscribeAsync(byte[]? recording, bool bare)
        {
            var options = GrpcDriver.OptionsOf(Asked);
            options.Input = bare ? options.Input : null;
            var request = new V1.RecognizeRequest { Audio = ByteString.CopyFrom(recording ?? []), Options = options };
            var (answer, end) = await OpenCall.UnaryAsync<V1.RecognizeResponse>(server, "/parley.v1.Speech/Recognize", request);
            foreach (var final in answer?.Finals ?? [])
            {
                Keep(Heard.Of(JsonDocument.Parse(Protobuf.Names.Format(final)).RootElement, "transcript.final"));
            }

            Keep(end.Refusal() ?? new Heard("usage") { AudioSeconds = answer!.Duration });
            Keep(Heard.Over);
        }
    }
}

/// <summary>Google's <c>Recognize</c>.</summary>
internal sealed class GoogleRecognizeDriver : SpeechDriver
{
    public override string Name => "Google Recognize";

    public override IReadOnlyDictionary<string, string> Lacks { get; } = Reasons(
        [
            .. RecordingTalk.Lacks,
            ("endpointing", "Its configuration has no field for the silence that ends an utterance."),
            ("f32le alaw", "Google's AudioEncoding has no such bare samples."),
            ("summary", Why.NothingBilled),
            ("utterance_times", "A result has the time of its end alone."),
        ]);

    public override Task<Conversation> ConnectAsync(TestServer server) => Task.FromResult<Conversation>(new Talk(server));

    private sealed class Talk(TestServer server) : RecordingTalk
    {
        protected override async Task TranscribeAsync(byte[]? recording, bool bare)
        {
            var config = GoogleStreamDriver.ConfigOf(Asked);
            if (!bare)
            {
                (config.Encoding, config.SampleRateHertz) = (RecognitionConfig.Types.AudioEncoding.EncodingUnspecified, 0);
            }

            var request = new GoogleRequest { Config = config };
            if (recording is not null)
            {
                request.Audio = new() { Content = ByteString.CopyFrom(recording) };
            }

            var (answer, end) = await OpenCall.UnaryAsync<GoogleResponse>(server, "/google.cloud.speech.v1.Speech/Recognize", request);
            foreach (var result in answer?.Results ?? [])
            {
                var best = result.Alternatives[0];
                Keep(new Heard("transcript.final")
                {
                    Text = best.Transcript, Words = GoogleStreamDriver.WordsOf(best), End = result.ResultEndTime.ToTimeSpan().TotalSeconds,
                });
            }

            Keep(end.Refusal() ?? Heard.Over);
        }
    }
}
