using System.Text.Json.Nodes;
using Parley.Server.Support;

namespace Parley.Server.Tests.Clients;

/// <summary>The npm package <c>openai</c>, as it is, against the server.</summary>
[Collection(ClientCollection.Name)]
public sealed class OpenAiJavaScriptTests
{
    private const string Script = "openai.mjs";

    [Fact]
    public async Task It_lists_the_models_and_finds_the_default_under_OpenAIs_name()
    {
        await using var server = await TestServer.StartAsync();

        var models = await ClientScript.CallAsync(Script, "models", Arguments(server));
        var named = await ClientScript.CallAsync(Script, "model", Arguments(server, ("name", "whisper-1")));

        Assert.Equal("moonshine-base", Assert.Single(models.EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("moonshine-base", named.GetProperty("root").GetString());
    }

    [Fact]
    public async Task It_reads_the_text_of_a_recording_that_it_streams_from_disk()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var answer = await ClientScript.CallAsync(Script, "transcribe", Arguments(server, recording, []));

        Assert.Equal(SpokenFile.Text, answer.GetProperty("text").GetString());
        Assert.Equal(4, answer.GetProperty("usage").GetProperty("seconds").GetDouble());
    }

    [Fact]
    public async Task It_reads_a_recording_whose_name_is_not_ASCII()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();
        var arguments = Arguments(server, recording, []);
        arguments["name"] = "語音.wav";

        var answer = await ClientScript.CallAsync(Script, "transcribeBuffer", arguments);

        Assert.Equal(SpokenFile.Text, answer.GetProperty("text").GetString());
    }

    [Fact]
    public async Task It_reads_segments_with_every_field_its_types_name()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var answer = await ClientScript.CallAsync(Script, "transcribe", Arguments(server, recording, new()
        {
            ["response_format"] = "verbose_json",
            ["language"] = "en",
            ["prompt"] = "Parley",
            ["temperature"] = 0.2,
            ["timestamp_granularities"] = new JsonArray("segment"),
        }));

        Assert.Equal(("english", 4.0), (answer.GetProperty("language").GetString(), answer.GetProperty("duration").GetDouble()));
        Assert.Equal(
            ["hello world.", "the quick brown fox"],
            [.. answer.GetProperty("segments").EnumerateArray().Select(segment => segment.GetProperty("text").GetString()!)]);
    }

    [Theory]
    [InlineData("srt", "1\n00:00:00,512 --> 00:00:00,992\nhello world.\n\n2\n")]
    [InlineData("vtt", "WEBVTT\n\n00:00:00.512 --> 00:00:00.992\nhello world.\n\n")]
    [InlineData("text", SpokenFile.Text + "\n")]
    public async Task It_hands_on_what_is_not_JSON_as_it_came(string format, string beginning)
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var answer = await ClientScript.CallAsync(Script, "transcribe", Arguments(server, recording, new() { ["response_format"] = format }));

        Assert.StartsWith(beginning, answer.GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Good morning, everyone.", 24_000)]
    [InlineData("大家早安。", 24_000)]
    public async Task It_has_a_text_spoken(string text, int least)
    {
        await using var server = await TestServer.StartAsync();

        var arguments = Arguments(server);
        arguments["options"] = new JsonObject { ["input"] = text, ["response_format"] = "pcm" };

        var spoken = await ClientScript.CallAsync(Script, "speak", arguments);

        Assert.Equal("audio/pcm", spoken.GetProperty("type").GetString());
        Assert.InRange(spoken.GetProperty("bytes").GetInt32(), least, 10 * least);
    }

    [Fact]
    public async Task It_reads_a_stream_event_by_event_to_its_end()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var events = (await ClientScript.CallAsync(Script, "stream", Arguments(server, recording, []))).EnumerateArray().ToList();

        Assert.Equal(
            ["transcript.text.delta", "transcript.text.delta", "transcript.text.done"],
            [.. events.Select(e => e.GetProperty("type").GetString()!)]);
        Assert.Equal(SpokenFile.Text, string.Concat(events[..2].Select(e => e.GetProperty("delta").GetString())));
        Assert.Equal(SpokenFile.Text, events[2].GetProperty("text").GetString());
    }

    [Fact]
    public async Task It_reads_a_recording_in_English()
    {
        await using var libre = await ScriptedLibreTranslate.StartAsync();
        await using var server = await TestServer.StartAsync(libre.Settings);
        server.Recognizer.Heard = _ => "zh";
        using var recording = new SpokenFile();

        var verbose = await ClientScript.CallAsync(Script, "translate", Arguments(server, recording, new()
        {
            ["response_format"] = "verbose_json",
            ["prompt"] = "Parley",
            ["temperature"] = 0.2,
        }));
        var srt = await ClientScript.CallAsync(Script, "translate", Arguments(server, recording, new() { ["response_format"] = "srt" }));

        Assert.Equal("hello-en world.-en the-en quick-en brown-en fox-en", verbose.GetProperty("text").GetString());
        Assert.Equal(("english", 4.0), (verbose.GetProperty("language").GetString(), verbose.GetProperty("duration").GetDouble()));
        Assert.Equal(2.0, verbose.GetProperty("segments")[1].GetProperty("start").GetDouble(), 0.05);
        Assert.StartsWith("1\n00:00:00,512 --> 00:00:00,992\nhello-en world.-en\n", srt.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_throws_what_the_server_says_where_nobody_translates()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var error = await ClientScript.FailAsync(Script, "translate", Arguments(server, recording, []));

        Assert.Equal(("BadRequestError", 400), (error.GetProperty("name").GetString(), error.GetProperty("status").GetInt32()));
        Assert.Contains("No model of this server translates", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpt-9", "NotFoundError", 404, "unknown_model")]
    [InlineData("gpt-4o-transcribe-diarize", "NotFoundError", 404, "unknown_model")]
    public async Task It_throws_its_own_class_of_error_for_a_model_that_there_is_not(string model, string name, int status, string code)
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var error = await ClientScript.FailAsync(Script, "transcribe", Arguments(server, recording, new() { ["model"] = model }));

        Assert.Equal(
            (name, status, code),
            (error.GetProperty("name").GetString(), error.GetProperty("status").GetInt32(), error.GetProperty("code").GetString()));
    }

    private static JsonObject Arguments(TestServer server, params (string Name, string Value)[] more)
    {
        var arguments = new JsonObject { ["server"] = server.Address.GetLeftPart(UriPartial.Authority) };
        foreach (var (name, value) in more)
        {
            arguments[name] = value;
        }

        return arguments;
    }

    private static JsonObject Arguments(TestServer server, SpokenFile recording, JsonObject options)
    {
        var arguments = Arguments(server, ("file", recording.Path));
        arguments["options"] = options;
        return arguments;
    }
}
