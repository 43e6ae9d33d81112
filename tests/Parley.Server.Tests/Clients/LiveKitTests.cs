using System.Text.Json.Nodes;

namespace Parley.Server.Tests.Clients;

/// <summary>The npm package <c>@livekit/agents-plugin-openai</c>, as it is, as a recogniser of LiveKit's agents.</summary>
[Collection(ClientCollection.Name)]
public sealed class LiveKitTests(RealtimeServer realtime) : IClassFixture<RealtimeServer>
{
    private const string Script = "livekit.mjs";

    // Its numbers of speech events.
    private const int StartOfSpeech = 0;
    private const int Final = 2;
    private const int EndOfSpeech = 3;

    [Fact]
    public async Task A_stream_has_the_turns_that_the_server_finds()
    {
        var answer = await ClientScript.CallAsync(Script, "stream", Arguments());

        var events = answer.EnumerateArray().ToList();
        var types = events.Select(said => said.GetProperty("type").GetInt32()).ToList();
        Assert.Equal(RealtimeSamples.Turns, events.Where(said => said.GetProperty("type").GetInt32() == Final).Select(said => said.GetProperty("text").GetString()));
        Assert.Equal((2, 2), (types.Count(type => type == StartOfSpeech), types.Count(type => type == EndOfSpeech)));
    }

    [Fact]
    public async Task One_recording_is_one_request()
    {
        var answer = await ClientScript.CallAsync(Script, "recognize", Arguments());

        Assert.Equal(SpokenFile.Text, answer.GetString());
    }

    private JsonObject Arguments() => new()
    {
        ["server"] = $"{realtime.Server.Address}".TrimEnd('/'),
        ["file"] = realtime.Samples.Path,
        ["turns"] = 2,
    };
}
