using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Server.Support;

namespace Parley.Server.Tests.Clients;

/// <summary>The npm package <c>@google-cloud/speech</c>, as it is, against the server.</summary>
[Collection(ClientCollection.Name)]
public sealed class GoogleSpeechTests
{
    private const string Script = "google-speech.mjs";

    [Fact]
    public async Task It_recognises_a_recording()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var transcripts = await ClientScript.CallAsync(Script, "recognize", new()
        {
            ["server"] = server.Grpc,
            ["file"] = recording.Path,
            ["config"] = new JsonObject { ["encoding"] = "LINEAR16", ["sampleRateHertz"] = 16_000, ["languageCode"] = "en-US", ["model"] = "latest_long" },
        });

        Assert.Equal(SpokenFile.Text, string.Join(' ', transcripts.EnumerateArray().Select(one => one.GetString())));
    }

    [Theory]
    [InlineData("LINEAR16", "wav")]
    [InlineData("FLAC", "flac")]
    public async Task It_streams_what_keeps_every_sample_and_gets_every_word(string encoding, string extension)
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();
        using var file = await Converted.FromAsync(["-i", recording.Path], extension);

        var responses = await StreamAsync(server, file.Path, Config(encoding));

        var finals = responses.EnumerateArray().SelectMany(response => response.GetProperty("results").EnumerateArray())
            .Where(result => result.GetProperty("isFinal").GetBoolean()).Select(result => result.GetProperty("transcript").GetString());
        Assert.Equal(SpokenFile.Text, string.Join(' ', finals));
    }

    [Theory]
    [InlineData("OGG_OPUS", "ogg")]
    [InlineData("WEBM_OPUS", "webm")]
    [InlineData("MP3", "mp3")]
    [InlineData("ENCODING_UNSPECIFIED", "flac")]
    public async Task It_streams_what_is_compressed_and_is_heard(string encoding, string extension)
    {
        await using var server = await TestServer.StartAsync();
        using var tone = await Converted.FromAsync(["-f", "lavfi", "-i", "sine=300:duration=2,volume=6,apad=pad_dur=2"], extension);

        var responses = await StreamAsync(server, tone.Path, Config(encoding));

        Assert.Equal(
            ["SPEECH_ACTIVITY_BEGIN", "SPEECH_ACTIVITY_END"],
            responses.EnumerateArray().Select(response => response.GetProperty("event").GetString()).Where(type => type is not "SPEECH_EVENT_UNSPECIFIED"));
    }

    [Fact]
    public async Task It_shows_interim_results_as_they_settle()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var responses = await StreamAsync(
            server, recording.Path, Config("LINEAR16"), interim: true);

        var results = responses.EnumerateArray().SelectMany(response => response.GetProperty("results").EnumerateArray()).ToList();
        Assert.Contains(results, result => result.GetProperty("isFinal").GetBoolean());
        Assert.All(results.Where(result => !result.GetProperty("isFinal").GetBoolean()), result => Assert.True(result.GetProperty("stability").GetDouble() > 0));
    }

    [Fact]
    public async Task It_reports_what_is_wrong_with_its_field()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var error = await ClientScript.FailAsync(Script, "recognize", new()
        {
            ["server"] = server.Grpc,
            ["file"] = recording.Path,
            ["config"] = new JsonObject { ["encoding"] = "LINEAR16", ["sampleRateHertz"] = 16_000, ["languageCode"] = "en-US", ["enableWordTimeOffsets"] = true },
        });

        Assert.Equal(3, error.GetProperty("code").GetInt32());
        Assert.Contains("no word times", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static Task<JsonElement> StreamAsync(TestServer server, string file, JsonObject config, bool interim = false) =>
        ClientScript.CallAsync(Script, "stream", new()
        {
            ["server"] = server.Grpc,
            ["file"] = file,
            ["streaming"] = new JsonObject { ["config"] = config, ["interimResults"] = interim, ["enableVoiceActivityEvents"] = true },
        });

    private static JsonObject Config(string encoding) =>
        new() { ["encoding"] = encoding, ["sampleRateHertz"] = 16_000, ["languageCode"] = "en-US" };

    /// <summary>A recording that ffmpeg made.</summary>
    private sealed class Converted(string path) : IDisposable
    {
        public string Path => path;

        public static async Task<Converted> FromAsync(string[] input, string extension)
        {
            var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid():N}.{extension}");
            string[] codec = extension is "ogg" or "webm" ? ["-c:a", "libopus"] : [];
            using var ffmpeg = Process.Start("ffmpeg", ["-v", "error", .. input, "-ac", "1", "-ar", "16000", .. codec, path]);
            await ffmpeg.WaitForExitAsync(Patience.Token());
            Assert.Equal(0, ffmpeg.ExitCode);
            return new Converted(path);
        }

        public void Dispose() => File.Delete(path);
    }
}
