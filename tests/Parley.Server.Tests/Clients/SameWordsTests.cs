using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Server.Browser;
using Parley.Server.Support;
using Parley.Server.Tests.Commands;

namespace Parley.Server.Tests.Clients;

/// <summary>
/// One recording of two sentences read aloud, the real engine, every protocol by a client of its own: whichever it comes
/// over, and however it was cut into pieces, its finals are the same, to the letter.
/// </summary>
[Collection(ProcessCollection.Name)]
public sealed class SameWordsTests : IAsyncLifetime
{
    private readonly ReadAloud _audio = new();
    private PageServer _server = null!;

    /// <summary>A client that a busy machine leaves waiting is still speaking, and one that sends faster than anybody speaks is no crowd.</summary>
    public async ValueTask InitializeAsync() => _server = await PageServer.StartRealAsync(("Limits:InputStallMs", "60000"), ("Engine:FinalWaitMs", "0"));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _audio.Dispose();
    }

    [Fact]
    public async Task The_finals_of_a_recording_are_the_same_on_every_protocol()
    {
        var first = await OverWebSocketAsync();
        Assert.Equal(2, first.Length);
        Assert.InRange(RealSpeech.ErrorRateOf(string.Join(' ', first), ReadAloud.Text), 0, 0.15);

        Assert.Equal(first, await OverHttpAsync());
        Assert.Equal(first, await OverSocketIoAsync());
        Assert.Equal(first, await OverGrpcAsync());
        Assert.Equal(first, await OverGoogleStreamAsync());
        Assert.Equal(first, await OverRealtimeAsync());
        Assert.Equal(first, await AsFileAsync());
        Assert.Equal(first, await AsRecognizeAsync());
        Assert.Equal(first, await AsGoogleRecognizeAsync());
    }

    private async Task<string[]> OverWebSocketAsync()
    {
        using var speaker = await Speaker.ConnectAsync(_server.Address);
        await speaker.SayAsync("""{"type":"session.start"}""");
        foreach (var chunk in _audio.Samples.Chunk(7_000))
        {
            await speaker.SendAsync(chunk);
        }

        await speaker.SayAsync("""{"type":"session.end"}""");
        return Finals(await speaker.EventsAsync());
    }

    private async Task<string[]> OverHttpAsync()
    {
        using var http = new HttpClient { BaseAddress = _server.Address };
        using var started = await http.PostAsync("v1/sessions", new StringContent("{}"), Patience.Token());
        var path = started.EnsureSuccessStatusCode().Headers.Location!.OriginalString;
        using var heard = await http.PostAsync($"{path}/audio", new ByteArrayContent(_audio.Samples), ReadAloud.Limit());
        heard.EnsureSuccessStatusCode();
        using var ended = await http.DeleteAsync(path, Patience.Token());
        var events = await http.GetStringAsync($"{path}/events", ReadAloud.Limit());
        return Finals(events.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => Parse(line[6..])));
    }

    private async Task<string[]> OverSocketIoAsync()
    {
        var said = await ClientScript.CallAsync("socket-io.mjs", "session", Arguments(_server.Address.GetLeftPart(UriPartial.Authority), _audio.Bare));
        return Finals(said.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("value")));
    }

    private async Task<string[]> OverGrpcAsync()
    {
        var answer = await ClientScript.CallAsync("grpc.mjs", "stream", Arguments(_server.Grpc, _audio.Wave));
        return Texts(answer.GetProperty("events").EnumerateArray().Where(one => one.TryGetProperty("transcript_final", out _)), "transcript_final");
    }

    private async Task<string[]> OverGoogleStreamAsync()
    {
        var arguments = Arguments(_server.Grpc, _audio.Wave);
        arguments["streaming"] = new JsonObject { ["config"] = Google(), ["interimResults"] = true };
        var responses = await ClientScript.CallAsync("google-speech.mjs", "stream", arguments);
        return
        [
            .. responses.EnumerateArray().SelectMany(response => response.GetProperty("results").EnumerateArray())
                .Where(result => result.GetProperty("isFinal").GetBoolean()).Select(result => result.GetProperty("transcript").GetString()!.Trim()),
        ];
    }

    /// <summary>The connection has no end: it is over when both utterances are.</summary>
    private async Task<string[]> OverRealtimeAsync()
    {
        const string Update = """
            {"type":"session.update","session":{"type":"transcription","audio":{"input":{"format":{"type":"audio/pcm","rate":16000},
            "transcription":{"model":"whisper-1"},"turn_detection":{"type":"server_vad","silence_duration_ms":600}}}}}
            """;
        using var client = new RealtimeWire();
        await client.ConnectAsync(_server.Address);
        await client.SayAsync(Update);
        foreach (var chunk in _audio.Samples.Chunk(4_800))
        {
            await client.SayAsync($$"""{"type":"input_audio_buffer.append","audio":"{{Convert.ToBase64String(chunk)}}"}""");
        }

        return [await client.TranscriptAsync(), await client.TranscriptAsync()];
    }

    private async Task<string[]> AsFileAsync()
    {
        var arguments = Arguments(_server.Address.GetLeftPart(UriPartial.Authority), _audio.Wave);
        arguments["options"] = new JsonObject { ["response_format"] = "verbose_json" };
        return Texts((await ClientScript.CallAsync("openai.mjs", "transcribe", arguments)).GetProperty("segments").EnumerateArray());
    }

    private async Task<string[]> AsRecognizeAsync() =>
        Texts((await ClientScript.CallAsync("grpc.mjs", "recognize", Arguments(_server.Grpc, _audio.Wave))).GetProperty("finals").EnumerateArray());

    private async Task<string[]> AsGoogleRecognizeAsync()
    {
        var arguments = Arguments(_server.Grpc, _audio.Wave);
        arguments["config"] = Google();
        return [.. (await ClientScript.CallAsync("google-speech.mjs", "recognize", arguments)).EnumerateArray().Select(text => text.GetString()!.Trim())];
    }

    private static JsonObject Arguments(string server, string file) => new() { ["server"] = server, ["file"] = file };

    private static JsonObject Google() => new() { ["encoding"] = "LINEAR16", ["sampleRateHertz"] = 16_000, ["languageCode"] = "en-US" };

    private static string[] Finals(IEnumerable<JsonElement> events) => Texts(events.Where(said => said.GetProperty("type").ValueEquals("transcript.final")));

    private static string[] Texts(IEnumerable<JsonElement> finals, string? within = null) =>
        [.. finals.Select(final => (within is null ? final : final.GetProperty(within)).GetProperty("text").GetString()!.Trim())];

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    /// <summary>OpenAI's realtime wire, as far as this needs it.</summary>
    private sealed class RealtimeWire : IDisposable
    {
        private readonly ClientWebSocket _socket = new();
        private readonly byte[] _buffer = new byte[64 * 1024];

        public Task ConnectAsync(Uri server) =>
            _socket.ConnectAsync(new UriBuilder(new Uri(server, "/v1/realtime?intent=transcription")) { Scheme = "ws" }.Uri, Patience.Token());

        public Task SayAsync(string json) =>
            _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, ReadAloud.Limit());

        /// <summary>The text of the next item that has been heard to its end.</summary>
        public async Task<string> TranscriptAsync()
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(_buffer.AsMemory(), ReadAloud.Limit());
                Assert.True(part.EndOfMessage && part.MessageType == WebSocketMessageType.Text);
                var said = JsonDocument.Parse(_buffer.AsMemory(0, part.Count)).RootElement;
                Assert.False(said.GetProperty("type").ValueEquals("error"), said.ToString());
                if (said.GetProperty("type").ValueEquals("conversation.item.input_audio_transcription.completed"))
                {
                    return said.GetProperty("transcript").GetString()!.Trim();
                }
            }
        }

        public void Dispose() => _socket.Dispose();
    }
}

/// <summary>Two sentences read aloud, each with more than a second of silence after it, as bare samples and as a WAV file.</summary>
internal sealed class ReadAloud : IDisposable
{
    private const int WavHeader = 44;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-same-words-");

    public ReadAloud()
    {
        var silence = new byte[16_000 * 2 * 3 / 2];
        Samples = [.. File.ReadAllBytes(RealSpeech.Sentences[0].Path).Skip(WavHeader), .. silence, .. File.ReadAllBytes(RealSpeech.Sentences[1].Path).Skip(WavHeader), .. silence];
        File.WriteAllBytes(Bare, Samples);
        using var ffmpeg = System.Diagnostics.Process.Start("ffmpeg", ["-v", "error", "-f", "s16le", "-ar", "16000", "-ac", "1", "-i", Bare, "-bitexact", "-map_metadata", "-1", Wave]);
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
    }

    public static string[] Text => [RealSpeech.Sentences[0].Text, RealSpeech.Sentences[1].Text];

    /// <summary>16 bits, 16 kHz, mono.</summary>
    public byte[] Samples { get; }

    public string Bare => Path.Combine(_folder.FullName, "sentences.raw");

    public string Wave => Path.Combine(_folder.FullName, "sentences.wav");

    /// <summary>For what takes as long as a busy machine needs to recognise all of it.</summary>
    public static CancellationToken Limit() => CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(LongestWait).Token).Token;

    public void Dispose() => _folder.Delete(recursive: true);
}
