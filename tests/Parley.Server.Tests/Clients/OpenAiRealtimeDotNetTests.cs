using System.ClientModel;
using OpenAI.Realtime;
using Parley.Server.Support;

#pragma warning disable OPENAI002 // The package marks its realtime client as experimental.

namespace Parley.Server.Tests.Clients;

/// <summary>The NuGet package <c>OpenAI</c>, as it is, over its realtime client.</summary>
public sealed class OpenAiRealtimeDotNetTests(RealtimeServer realtime) : IClassFixture<RealtimeServer>
{
    [Fact]
    public async Task A_transcription_session_has_the_turns_that_the_server_finds()
    {
        using var session = await Client().StartTranscriptionSessionAsync(cancellationToken: Patience.Token());
        await session.ConfigureTranscriptionSessionAsync(
            new RealtimeTranscriptionSessionOptions
            {
                AudioOptions = new()
                {
                    InputAudioOptions = new()
                    {
                        AudioFormat = new RealtimePcmAudioFormat(),
                        AudioTranscriptionOptions = new() { Model = "gpt-4o-transcribe", Language = "en" },
                        TurnDetection = new RealtimeServerVadTurnDetection { SilenceDuration = TimeSpan.FromMilliseconds(500) },
                    },
                },
            },
            Patience.Token());
        await session.SendInputAudioAsync(new MemoryStream(RealtimeSamples.Bytes), Patience.Token());

        Assert.Equal(RealtimeSamples.Turns, await TranscriptsAsync(session, 2));
    }

    [Fact]
    public async Task A_conversation_session_commits_by_itself()
    {
        using var session = await Client().StartConversationSessionAsync("gpt-realtime", cancellationToken: Patience.Token());
        var input = new RealtimeConversationSessionInputAudioOptions { AudioTranscriptionOptions = new() { Model = "whisper-1" } };
        input.DisableTurnDetection();
        await session.ConfigureConversationSessionAsync(
            new RealtimeConversationSessionOptions { AudioOptions = new() { InputAudioOptions = input } }, Patience.Token());
        await session.SendInputAudioAsync(BinaryData.FromBytes(RealtimeSamples.Bytes), Patience.Token());
        await session.CommitPendingAudioAsync(Patience.Token());

        Assert.Equal([SpokenFile.Text], await TranscriptsAsync(session, 1));
    }

    private RealtimeClient Client() =>
        new(new ApiKeyCredential("sk-any"), new RealtimeClientOptions { Endpoint = new Uri(realtime.Server.Address, "/v1") });

    private static async Task<List<string>> TranscriptsAsync(RealtimeSessionClient session, int count)
    {
        var transcripts = new List<string>();
        await foreach (var update in session.ReceiveUpdatesAsync(Patience.Token()))
        {
            Assert.IsNotType<RealtimeServerUpdateError>(update);
            if (update is RealtimeServerUpdateConversationItemInputAudioTranscriptionCompleted completed)
            {
                transcripts.Add(completed.Transcript);
                if (transcripts.Count == count)
                {
                    break;
                }
            }
        }

        return transcripts;
    }
}
