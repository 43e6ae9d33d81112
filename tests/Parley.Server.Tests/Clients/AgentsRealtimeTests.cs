using System.Text.Json.Nodes;

namespace Parley.Server.Tests.Clients;

/// <summary>The npm package <c>@openai/agents-realtime</c>, as it is, against the server.</summary>
[Collection(ClientCollection.Name)]
public sealed class AgentsRealtimeTests(RealtimeServer realtime) : IClassFixture<RealtimeServer>
{
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
