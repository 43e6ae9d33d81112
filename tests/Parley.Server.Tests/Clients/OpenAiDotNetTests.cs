using System.ClientModel;
using OpenAI;
using OpenAI.Audio;
using OpenAI.Models;
using Parley.Server.Support;

namespace Parley.Server.Tests.Clients;

/// <summary>The NuGet package <c>OpenAI</c>, as it is, against the server.</summary>
public sealed class OpenAiDotNetTests
{
    [Fact]
    public async Task It_lists_the_models()
    {
        await using var server = await TestServer.StartAsync();

        var models = (await new OpenAIModelClient(new ApiKeyCredential("sk-any"), At(server)).GetModelsAsync(Patience.Token())).Value;

        Assert.Equal("moonshine-base", Assert.Single(models).Id);
    }

    [Fact]
    public async Task It_reads_the_text()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var transcription = await TranscribeAsync(server, recording, new AudioTranscriptionOptions { Language = "en" });

        Assert.Equal(SpokenFile.Text, transcription.Text);
    }

    [Fact]
    public async Task It_reads_segments_and_their_times()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var transcription = await TranscribeAsync(server, recording, new AudioTranscriptionOptions
        {
            ResponseFormat = AudioTranscriptionFormat.Verbose,
            Language = "en",
            TimestampGranularities = AudioTimestampGranularities.Segment,
            Temperature = 0.2f,
            Prompt = "Parley",
        });

        Assert.Equal("english", transcription.Language);
        Assert.Equal(4, transcription.Duration!.Value.TotalSeconds, 0.01);
        Assert.Equal(["hello world.", "the quick brown fox"], [.. transcription.Segments.Select(segment => segment.Text)]);
        Assert.Equal(2.0, transcription.Segments[1].StartTime.TotalSeconds, 0.05);
    }

    [Fact]
    public async Task It_hands_on_subtitles_as_text()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var transcription = await TranscribeAsync(
            server, recording, new AudioTranscriptionOptions { ResponseFormat = AudioTranscriptionFormat.Srt });

        Assert.StartsWith("1\n00:00:00,512 --> 00:00:00,992\nhello world.\n\n2\n", transcription.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reads_a_recording_in_English()
    {
        await using var libre = await ScriptedLibreTranslate.StartAsync();
        await using var server = await TestServer.StartAsync(libre.Settings);
        server.Recognizer.Heard = _ => "zh";
        using var recording = new SpokenFile();
        await using var audio = File.OpenRead(recording.Path);

        var translation = (await Client(server, "whisper-1").TranslateAudioAsync(
            audio,
            "recording.wav",
            new AudioTranslationOptions { ResponseFormat = AudioTranslationFormat.Verbose, Prompt = "Parley", Temperature = 0.2f },
            Patience.Token())).Value;

        Assert.Equal(("english", "hello-en world.-en the-en quick-en brown-en fox-en"), (translation.Language, translation.Text));
        Assert.Equal(4, translation.Duration!.Value.TotalSeconds, 0.01);
        Assert.Equal(["hello-en world.-en", "the-en quick-en brown-en fox-en"], [.. translation.Segments.Select(segment => segment.Text)]);
        Assert.Equal(2.0, translation.Segments[1].StartTime.TotalSeconds, 0.05);
    }

    [Fact]
    public async Task It_throws_where_nobody_translates()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();
        await using var audio = File.OpenRead(recording.Path);

        var refused = await Assert.ThrowsAsync<ClientResultException>(
            () => Client(server, "whisper-1").TranslateAudioAsync(audio, "recording.wav", new AudioTranslationOptions(), Patience.Token()));

        Assert.Equal(400, refused.Status);
        Assert.Contains("No model of this server translates", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reads_a_stream_event_by_event()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();
        await using var audio = File.OpenRead(recording.Path);
        var deltas = new List<string>();
        var whole = "";

#pragma warning disable OPENAI001 // The package marks its streaming as experimental.
        await using var updates = await Client(server, "gpt-4o-mini-transcribe")
            .TranscribeAudioStreamingAsync(audio, "recording.wav", null, Patience.Token());
        await foreach (var update in updates)
        {
            switch (update)
            {
                case StreamingAudioTranscriptionTextDeltaUpdate delta:
                    deltas.Add(delta.Delta);
                    break;
                case StreamingAudioTranscriptionTextDoneUpdate done:
                    whole = done.Text;
                    break;
            }
        }
#pragma warning restore OPENAI001

        Assert.Equal(2, deltas.Count);
        Assert.Equal((SpokenFile.Text, SpokenFile.Text), (string.Concat(deltas), whole));
    }

    [Fact]
    public async Task It_throws_with_the_status_and_the_servers_own_sentence()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var refused = await Assert.ThrowsAsync<ClientResultException>(() => TranscribeAsync(server, recording, new(), "gpt-9"));

        Assert.Equal(404, refused.Status);
        Assert.Contains("moonshine-base", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<AudioTranscription> TranscribeAsync(
        TestServer server, SpokenFile recording, AudioTranscriptionOptions options, string model = "whisper-1")
    {
        await using var audio = File.OpenRead(recording.Path);
        return await Client(server, model).TranscribeAudioAsync(audio, "../../recording.wav", options, Patience.Token());
    }

    private static AudioClient Client(TestServer server, string model) => new(model, new ApiKeyCredential("sk-any"), At(server));

    private static OpenAIClientOptions At(TestServer server) => new() { Endpoint = new Uri(server.Address, "/v1") };
}
