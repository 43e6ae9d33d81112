using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Server.Support;
using Parley.Testing;

namespace Parley.Server.Tests.Clients;

/// <summary>The npm packages <c>@grpc/grpc-js</c>, <c>grpc-health-check</c> and <c>grpc-reflection-js</c>, as they are, against the server.</summary>
[Collection(ClientCollection.Name)]
public sealed class GrpcTests
{
    private const string Script = "grpc.mjs";

    [Fact]
    public async Task A_live_session_runs_from_its_options_to_its_end()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var answer = await ClientScript.CallAsync(Script, "stream", Arguments(server, recording, new() { ["language"] = "en" }));

        var events = answer.GetProperty("events").EnumerateArray().ToList();
        var finals = events.Where(one => one.TryGetProperty("transcript_final", out _)).Select(one => one.GetProperty("transcript_final").GetProperty("text").GetString());
        Assert.Equal(SpokenFile.Text, string.Join(' ', finals));
        Assert.Equal("moonshine-base", events[0].GetProperty("session_started").GetProperty("model").GetString());
        Assert.Equal("completed", events[^1].GetProperty("session_ended").GetProperty("reason").GetString());
        Assert.Equal("OK", Status(answer, "code"));
    }

    [Fact]
    public async Task What_is_wrong_with_the_options_is_its_status()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var answer = await ClientScript.CallAsync(Script, "stream", Arguments(server, recording, new() { ["input"] = new JsonObject { ["rate"] = 1 } }));

        Assert.Equal(("INVALID_ARGUMENT", "invalid_request", "input.rate"), (Status(answer, "code"), Status(answer, "error"), Status(answer, "param")));
        Assert.Contains("8000", Status(answer, "details"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_another_site_is_refused_in_gRPCs_words()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();
        var arguments = Arguments(server, recording, []);
        arguments["metadata"] = new JsonObject { ["origin"] = "https://elsewhere.example" };

        var answer = await ClientScript.CallAsync(Script, "stream", arguments);

        Assert.Equal(("PERMISSION_DENIED", "forbidden_origin"), (Status(answer, "code"), Status(answer, "error")));
    }

    [Fact]
    public async Task A_recording_is_answered_whole()
    {
        await using var server = await TestServer.StartAsync();
        using var recording = new SpokenFile();

        var answer = await ClientScript.CallAsync(Script, "recognize", Arguments(server, recording, []));

        Assert.Equal(SpokenFile.Text, answer.GetProperty("text").GetString());
        Assert.Equal(4, answer.GetProperty("duration").GetDouble());
    }

    [Theory]
    [InlineData("cancel", "CANCELLED")]
    [InlineData("deadline", "DEADLINE_EXCEEDED")]
    public async Task A_call_that_is_given_up_frees_its_session(string call, string code)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await ClientScript.CallAsync(Script, call, new() { ["server"] = server.Grpc, ["milliseconds"] = 500 });

        Assert.Equal(code, Status(answer, "code"));
        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }

    [Theory]
    [InlineData("", "SERVING", "SERVING")]
    [InlineData("parley.v1.Speech", "SERVING", "SERVING")]
    [InlineData("nobody", "NOT_FOUND", "SERVICE_UNKNOWN")]
    public async Task The_health_client_understands_how_it_stands(string service, string check, string watched)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await ClientScript.CallAsync(Script, "health", new() { ["server"] = server.Grpc, ["service"] = service });

        Assert.Equal((check, watched), (answer.GetProperty("check").GetString(), answer.GetProperty("watched").GetString()));
    }

    [Fact]
    public async Task A_server_that_loads_its_models_is_not_serving_yet()
    {
        var loadable = new TaskCompletionSource();
        await using var server = await TestServer.StartLoadingAsync(loadable.Task);

        var answer = await ClientScript.CallAsync(Script, "health", new() { ["server"] = server.Grpc, ["service"] = "" });
        loadable.SetResult();

        Assert.Equal(("NOT_SERVING", "NOT_SERVING"), (answer.GetProperty("check").GetString(), answer.GetProperty("watched").GetString()));
    }

    [Fact]
    public async Task A_reflection_client_finds_services_and_their_methods()
    {
        await using var server = await TestServer.StartAsync();

        var answer = await ClientScript.CallAsync(Script, "reflect", new() { ["server"] = server.Grpc, ["service"] = "parley.v1.Speech" });

        Assert.Contains("parley.v1.Speech", answer.GetProperty("services").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(["Stream", "Follow", "Recognize"], answer.GetProperty("methods").EnumerateArray().Select(one => one.GetString()));
    }

    private static string? Status(JsonElement answer, string field) => answer.GetProperty("status").GetProperty(field).GetString();

    private static JsonObject Arguments(TestServer server, SpokenFile recording, JsonObject options) =>
        new() { ["server"] = server.Grpc, ["file"] = recording.Path, ["options"] = options };
}
