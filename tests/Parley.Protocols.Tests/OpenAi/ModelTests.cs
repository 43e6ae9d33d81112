using System.Net;
using System.Text.Json;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Protocols.Tests.OpenAi;

public sealed class ModelTests
{
    [Fact]
    public async Task The_models_are_listed_the_default_first_with_what_they_declare()
    {
        await using var server = await TestServer.StartAsync(
            others: new ScriptedRecognizer("any") { Capabilities = new RecognizerCapabilities("any", [], WordTimes: true, 30) });

        var list = await GetAsync(server, "/v1/models");

        Assert.Equal("list", list.Text("object"));
        var models = list.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(["scripted", "any"], [.. models.Select(m => m.Some("id"))]);
        Assert.All(models, model =>
        {
            Assert.Equal("model", model.Text("object"));
            Assert.Equal("parley", model.Text("owned_by"));
            Assert.Equal(server.Time.GetUtcNow().ToUnixTimeSeconds(), model.Number("created"));
        });
        Assert.Equal(["en", "zh"], [.. models[0].GetProperty("languages").EnumerateArray().Select(l => l.GetString()!)]);
        Assert.True(models[1].GetProperty("word_times").GetBoolean());
    }

    [Theory]
    [InlineData("scripted", "scripted")]
    [InlineData("whisper-1", "scripted")]
    [InlineData("gpt-4o-transcribe", "scripted")]
    [InlineData("gpt-4o-mini-transcribe", "scripted")]
    [InlineData("gpt-transcribe", "scripted")]
    public async Task A_model_answers_to_its_name_and_the_default_to_OpenAis(string asked, string root)
    {
        await using var server = await TestServer.StartAsync();

        var model = await GetAsync(server, $"/v1/models/{asked}");

        Assert.Equal((asked, root), (model.Text("id"), model.Text("root")));
    }

    [Fact]
    public async Task An_unknown_model_is_not_found_and_the_answer_names_those_there_are()
    {
        await using var server = await TestServer.StartAsync();

        var error = (await GetAsync(server, "/v1/models/gpt-9", HttpStatusCode.NotFound)).GetProperty("error");

        Assert.Equal(("unknown_model", "model"), (error.Text("code"), error.Text("param")));
        Assert.Contains("scripted", error.Text("message"), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> GetAsync(TestServer server, string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var client = TranscriptionTests.Client(server);
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        Assert.NotEmpty(Assert.Single(answer.Headers.GetValues("x-request-id")));
        return JsonDocument.Parse(await TranscriptionTests.BodyAsync(answer)).RootElement;
    }
}
