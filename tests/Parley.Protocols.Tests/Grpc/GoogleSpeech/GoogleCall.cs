using Google.Cloud.Speech.V1;
using Google.Protobuf;
using Parley.Testing;

namespace Parley.Protocols.Tests.Grpc.GoogleSpeech;

/// <summary>Calls of Google's service in a client's words.</summary>
internal static class GoogleCall
{
    /// <summary>What the scripted audio is.</summary>
    public static RecognitionConfig Config() => new()
    {
        Encoding = RecognitionConfig.Types.AudioEncoding.Linear16, SampleRateHertz = Spoken.Rate, LanguageCode = "en-US",
    };

    public static Task<(RecognizeResponse? Answer, CallEnd End)> RecognizeAsync(TestServer server, byte[] audio, RecognitionConfig config) =>
        RecognizeAsync(server, new RecognizeRequest { Config = config, Audio = new() { Content = ByteString.CopyFrom(audio) } });

    public static Task<(RecognizeResponse? Answer, CallEnd End)> RecognizeAsync(TestServer server, RecognizeRequest request) =>
        OpenCall.UnaryAsync<RecognizeResponse>(server, "/google.cloud.speech.v1.Speech/Recognize", request);

    public static async Task<OpenCall> StreamAsync(TestServer server, StreamingRecognitionConfig config)
    {
        var call = OpenCall.Start(server, "/google.cloud.speech.v1.Speech/StreamingRecognize");
        await call.SendAsync(new StreamingRecognizeRequest { StreamingConfig = config });
        return call;
    }

    /// <summary>Sends audio in messages of so many bytes.</summary>
    public static async Task SpeakAsync(this OpenCall call, byte[] audio, int chunk = 4_000)
    {
        foreach (var part in audio.Chunk(chunk))
        {
            await call.SendAsync(new StreamingRecognizeRequest { AudioContent = ByteString.CopyFrom(part) });
        }
    }
}
