using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Server.Tests.Clients;

/// <summary>The npm package <c>@livekit/agents-plugin-openai</c>, as it is, as a realtime model that LiveKit's agents talk with.</summary>
[Collection(ClientCollection.Name)]
public sealed class LiveKitRealtimeTests(RealtimeServer realtime) : IClassFixture<RealtimeServer>
{
    [Fact]
    public async Task It_talks_with_the_assistant_interrupts_it_and_cuts_what_was_not_played()
    {
        var answer = await TalkAsync(tools: false);

        Assert.Equal(["user: My name is Ada.", "assistant: Hello Ada."], Texts(answer, "remembered"));
        Assert.Equal(RealtimeSamples.Turns[0], Texts(answer, "said")[0]);
        Assert.Equal("started", Texts(answer, "spoke")[0]);
        var first = answer.GetProperty("first");
        Assert.False(first.GetProperty("userInitiated").GetBoolean());
        Assert.NotEmpty(first.GetProperty("text").GetString()!);
        Assert.InRange(first.GetProperty("samples").GetInt64(), 2_400, 2_400_000);
        Assert.Equal(["audio", "text"], Texts(first, "modalities"));
        Assert.True(answer.GetProperty("interrupted").GetProperty("userInitiated").GetBoolean());
        Assert.Equal(("cancelled", "turn_detected"), (answer.GetProperty("status").GetString(), answer.GetProperty("reason").GetString()));
        Assert.Equal([50, 60], answer.GetProperty("cuts").EnumerateArray().Select(cut => cut.GetInt32()));
        Assert.Equal(["user", "assistant", "user", "assistant"], answer.GetProperty("items").EnumerateArray().Take(4).Select(item => item.GetProperty("role").GetString()));
        Assert.Empty(Texts(answer, "errors"));
    }

    [Fact]
    public async Task Its_tools_are_refused_aloud_and_the_conversation_goes_on_without_them()
    {
        var answer = await TalkAsync(tools: true);

        Assert.Equal(["tools_unavailable"], Texts(answer, "errors"));
        Assert.NotEmpty(answer.GetProperty("first").GetProperty("text").GetString()!);
    }

    private Task<JsonElement> TalkAsync(bool tools) => ClientScript.CallAsync("livekit.mjs", "talk", new JsonObject
    {
        ["server"] = $"{realtime.Server.Address}".TrimEnd('/'),
        ["file"] = realtime.Samples.Path,
        ["tools"] = tools,
    });

    private static List<string?> Texts(JsonElement parent, string name) => [.. parent.GetProperty(name).EnumerateArray().Select(text => text.GetString())];
}
