using Google.Cloud.Speech.V1;
using Google.Protobuf;
using Parley.Events;
using Parley.Protocols.Tests.Grpc;
using SpeechEventType = Google.Cloud.Speech.V1.StreamingRecognizeResponse.Types.SpeechEventType;

namespace Parley.Protocols.Tests.Conformance.Drivers;

/// <summary>Google's <c>StreamingRecognize</c>.</summary>
internal sealed class GoogleStreamDriver : SpeechDriver
{
    public override string Name => "Google streaming";

    public override IReadOnlyDictionary<string, string> Lacks { get; } = Reasons(
        (Why.Translations, Why.Untranslated),
        (Why.Conversations, Why.NothingSaid),
        ("f32le alaw opus", "Google's AudioEncoding has no such bare samples; Opus comes in Ogg or WebM."),
        ("endpointing flush manual", "Its configuration has no field for the silence that ends an utterance, and its stream no message for it."),
        ("summary", Why.NothingBilled),
        ("ack", "Its results have no field for it."),
        ("readers resume moves slow_reader unknown_session not_resumable", Why.OneSession),
        ("position_back position_gap position_negative", Why.NoPositions),
        ("bad_json invalid_utf8", Why.Messages),
        ("unknown_type", "Its message is a configuration or audio; what has another field is, to protocol buffers, an empty one."),
        ("odd_bytes empty_chunk", "Its audio is one stream of bytes, cut into messages anywhere, the middle of a sample included."),
        ("chunk_too_large", "Its audio is one stream of bytes, cut into messages of any length up to 4 MiB; a longer one is message_too_large."),
        ("after_end", "The end of the audio is the end of the client's side of the call; nothing can follow."),
        ("engine_recovers too_many_errors", Why.CallEnds),
        (Why.Files, Why.NoFiles));

    public override Task<Conversation> ConnectAsync(TestServer server) => Task.FromResult<Conversation>(
        new Talk(OpenCall.Start(server, "/google.cloud.speech.v1.Speech/StreamingRecognize")));

    /// <summary>The configuration that a script asks for.</summary>
    internal static RecognitionConfig ConfigOf(Ask ask) => new()
    {
        Encoding = ask.Encoding switch
        {
            "s16le" => RecognitionConfig.Types.AudioEncoding.Linear16,
            "mulaw" => RecognitionConfig.Types.AudioEncoding.Mulaw,
            _ => RecognitionConfig.Types.AudioEncoding.Amr,
        },
        SampleRateHertz = ask.Rate,
        AudioChannelCount = ask.Channels,
        LanguageCode = ask.Language ?? "en",
        Model = ask.Model ?? "",
        EnableWordTimeOffsets = ask.Words,
    };

    internal static IReadOnlyList<TimedWord> WordsOf(SpeechRecognitionAlternative alternative) =>
        [.. alternative.Words.Select(word => new TimedWord(word.Word, word.StartTime.ToTimeSpan().TotalSeconds, word.EndTime.ToTimeSpan().TotalSeconds))];

    private sealed class Talk(OpenCall call) : Conversation
    {
        private double? _start;
        private bool _over;

        public override Task StartAsync(Ask ask)
        {
            Asked = ask;
            return call.SendAsync(new StreamingRecognizeRequest
            {
                StreamingConfig = new() { Config = ConfigOf(ask), InterimResults = true, EnableVoiceActivityEvents = true },
            });
        }

        public override Task SendAsync(byte[] audio, long? position = null) =>
            call.SendAsync(new StreamingRecognizeRequest { AudioContent = ByteString.CopyFrom(audio) });

        public override Task EndAsync()
        {
            call.Complete();
            return Task.CompletedTask;
        }

        public override void Dispose() => call.Dispose();

        protected override async Task<Heard?> ReadAsync()
        {
            if (_over)
            {
                return null;
            }

            if (await call.NextAsync<StreamingRecognizeResponse>() is { } said)
            {
                return HeardOf(said);
            }

            _over = true;
            return await call.RefusalAsync() ?? Heard.Over;
        }

        private Heard HeardOf(StreamingRecognizeResponse said)
        {
            var at = said.SpeechEventTime?.ToTimeSpan().TotalSeconds;
            switch (said.SpeechEventType)
            {
                case SpeechEventType.SpeechActivityBegin:
                    _start = at;
                    return new Heard("speech.started") { Start = at };
                case SpeechEventType.SpeechActivityEnd:
                    return new Heard("speech.ended") { End = at };
                default:
                    return Result(said);
            }
        }

        private Heard Result(StreamingRecognizeResponse said)
        {
            var best = said.Results[0].Alternatives[0];
            return said.Results[0].IsFinal
                ? new Heard("transcript.final")
                {
                    Text = best.Transcript, Words = WordsOf(best), Start = _start, End = said.Results[0].ResultEndTime.ToTimeSpan().TotalSeconds,
                }
                : new Heard("transcript.partial") { Stable = Text(said, settled: true), Tail = Text(said, settled: false) };
        }

        private static string Text(StreamingRecognizeResponse said, bool settled) => string.Concat(
            said.Results.Where(result => result.Stability > 0.5f == settled).Select(result => result.Alternatives[0].Transcript));
    }
}
