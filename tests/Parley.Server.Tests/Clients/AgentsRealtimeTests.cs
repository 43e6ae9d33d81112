using System.Text.Json.Nodes;

namespace Parley.Server.Tests.Clients;

/// <summary>The npm package <c>@openai/agents-realtime</c>, as it is, against the server.</summary>
[Collection(ClientCollection.Name)]
public sealed class AgentsRealtimeTests(RealtimeServer realtime) : IClassFixture<RealtimeServer>
{
    [Fact]
    public async Task It_talks_with_the_assistant_and_interrupts_it()
    {
        var answer = await ClientScript.CallAsync("agents-realtime.mjs", "talk", new JsonObject
        {
            ["server"] = $"{realtime.Server.Address}".TrimEnd('/'),
            ["file"] = realtime.Samples.Path,
        });

        Assert.Equal(("completed", "cancelled"), (answer.GetProperty("first").GetString(), answer.GetProperty("second").GetString()));
        Assert.True(answer.GetProperty("spoken").GetInt64() > 4_800);
        Assert.True(answer.GetProperty("cut").GetInt64() >= 0);
        var history = answer.GetProperty("history").EnumerateArray().ToList();
        Assert.Equal(["user", "assistant", "user", "assistant"], history.Take(4).Select(item => item.GetProperty("role").GetString()));
        Assert.Equal(RealtimeSamples.Turns[0], history[0].GetProperty("text").GetString());
        Assert.NotEmpty(history[1].GetProperty("text").GetString()!);
        Assert.Empty(answer.GetProperty("errors").EnumerateArray());
    }

    [Fact]
    public async Task Its_history_has_what_its_user_said_and_its_application_sees_no_error()
    {
        var answer = await ClientScript.CallAsync("agents-realtime.mjs", "converse", new JsonObject
        {
            ["server"] = $"{realtime.Server.Address}".TrimEnd('/'),
            ["file"] = realtime.Samples.Path,
            ["text"] = SpokenFile.Text,
        });

        Assert.Equal(RealtimeSamples.Turns, answer.GetProperty("said").EnumerateArray().Select(text => text.GetString()));
        Assert.Empty(answer.GetProperty("errors").EnumerateArray());
    }
}
