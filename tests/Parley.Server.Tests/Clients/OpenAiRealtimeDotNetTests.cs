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

    [Fact]
    public async Task A_spoken_turn_is_answered_and_a_response_is_interrupted_by_speech_and_cut_to_what_was_played()
    {
        using var session = await Client().StartConversationSessionAsync("gpt-realtime", cancellationToken: Patience.Token());
        await session.ConfigureConversationSessionAsync(
            new RealtimeConversationSessionOptions
            {
                Instructions = "Be brief.",
                AudioOptions = new()
                {
                    InputAudioOptions = new() { TurnDetection = new RealtimeServerVadTurnDetection { SilenceDuration = TimeSpan.FromMilliseconds(500) } },
                    OutputAudioOptions = new() { Voice = RealtimeVoice.Alloy, AudioFormat = new RealtimePcmAudioFormat() },
                },
            },
            Patience.Token());
        await using var updates = session.ReceiveUpdatesAsync(Patience.Token()).GetAsyncEnumerator(Patience.Token());

        // The first sentence, and the silence after it.
        await session.SendInputAudioAsync(BinaryData.FromBytes(RealtimeSamples.Bytes[..96_000]), Patience.Token());
        var bytes = 0L;
        Assert.Equal(RealtimeSamples.Turns[0], (await NextAsync<RealtimeServerUpdateConversationItemInputAudioTranscriptionCompleted>(updates)).Transcript);
        var done = await NextAsync<RealtimeServerUpdateResponseDone>(
            updates, update => bytes += update is RealtimeServerUpdateResponseOutputAudioDelta audio ? audio.Delta.ToMemory().Length : 0);
        Assert.Equal(RealtimeResponseStatus.Completed, done.Response.Status);
        Assert.True(bytes > 4_800, $"{bytes} bytes");

        await session.AddItemAsync(RealtimeItem.CreateUserMessageItem("Who are you?"), Patience.Token());
        await session.StartResponseAsync(Patience.Token());
        var item = (await NextAsync<RealtimeServerUpdateResponseOutputAudioDelta>(updates)).ItemId;
        await session.SendInputAudioAsync(BinaryData.FromBytes(RealtimeSamples.Bytes[24_000..48_000]), Patience.Token());
        await NextAsync<RealtimeServerUpdateInputAudioBufferSpeechStarted>(updates);
        var cut = (await NextAsync<RealtimeServerUpdateResponseDone>(updates)).Response;
        Assert.Equal((RealtimeResponseStatus.Cancelled, RealtimeResponseStatusReason.TurnDetected), (cut.Status, cut.StatusDetails.Reason));

        await session.TruncateItemAsync(item, 0, TimeSpan.FromMilliseconds(50), Patience.Token());
        var truncated = await NextAsync<RealtimeServerUpdateConversationItemTruncated>(updates);
        Assert.Equal((item, TimeSpan.FromMilliseconds(50)), (truncated.ItemId, truncated.AudioEndTime));
    }

    /// <summary>Reads on to the next of this kind.</summary>
    /// <param name="passed">Sees everything before it.</param>
    private static async Task<T> NextAsync<T>(IAsyncEnumerator<RealtimeServerUpdate> updates, Action<RealtimeServerUpdate>? passed = null)
        where T : RealtimeServerUpdate
    {
        while (await updates.MoveNextAsync())
        {
            Assert.IsNotType<RealtimeServerUpdateError>(updates.Current);
            if (updates.Current is T wanted)
            {
                return wanted;
            }

            passed?.Invoke(updates.Current);
        }

        throw new InvalidOperationException($"The session ended without {typeof(T).Name}.");
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
