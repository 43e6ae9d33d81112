using System.Text.Json.Nodes;
using Parley.Server.Support;

namespace Parley.Server.Tests.Clients;

/// <summary>The npm packages <c>ai</c> and <c>@ai-sdk/openai</c>, as they are, against the server.</summary>
[Collection(ClientCollection.Name)]
public sealed class VercelAiTests
{
    private const string Script = "vercel-ai.mjs";

    [Fact]
    public async Task It_reads_text_language_length_and_segments()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var answer = await ClientScript.CallAsync(Script, "transcribe", Arguments(
            server, recording, "whisper-1", new() { ["language"] = "en", ["timestampGranularities"] = new JsonArray("segment") }));

        Assert.Equal(SpokenFile.Text, answer.GetProperty("text").GetString());
        Assert.Equal("en", answer.GetProperty("language").GetString());
        Assert.Equal(4, answer.GetProperty("durationInSeconds").GetDouble());
        var second = answer.GetProperty("segments")[1];
        Assert.Equal("the quick brown fox", second.GetProperty("text").GetString());
        Assert.Equal(2.0, second.GetProperty("startSecond").GetDouble(), 0.05);
    }

    [Fact]
    public async Task It_reads_a_recording_with_its_newer_model_names()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var answer = await ClientScript.CallAsync(Script, "transcribe", Arguments(server, recording, "gpt-4o-transcribe", []));

        Assert.Equal(SpokenFile.Text, answer.GetProperty("text").GetString());
    }

    [Fact]
    public async Task It_reports_the_servers_own_sentence_when_it_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var error = await ClientScript.FailAsync(Script, "transcribe", Arguments(server, recording, "gpt-9", []));

        Assert.Equal(404, error.GetProperty("status").GetInt32());
        Assert.Contains("moonshine-base", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static JsonObject Arguments(TestServer server, SpokenFile recording, string model, JsonObject options) => new()
    {
        ["server"] = server.Address.GetLeftPart(UriPartial.Authority),
        ["file"] = recording.Path,
        ["model"] = model,
        ["options"] = options,
    };
}
