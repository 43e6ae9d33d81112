using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Server.Tests.Clients;

/// <summary>The npm package <c>openai</c>, as it is, over its realtime WebSockets, which are always under TLS.</summary>
[Collection(ClientCollection.Name)]
public sealed class OpenAiRealtimeJavaScriptTests(RealtimeServer realtime) : IClassFixture<RealtimeServer>
{
    private const string Script = "openai-realtime.mjs";
    private const string Completed = "conversation.item.input_audio_transcription.completed";

    [Fact]
    public async Task Turns_are_found_and_transcribed()
    {
        var events = await CallAsync("transcribe", turns: 2, Update(
            """
            {"type":"transcription","audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"noise_reduction":{"type":"near_field"},
            "transcription":{"model":"gpt-4o-mini-transcribe","language":"en","prompt":""},
            "turn_detection":{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":500}}},
            "include":["item.input_audio_transcription.logprobs"]}
            """));

        Assert.Equal(["session.created", "session.updated"], events.Take(2).Select(Type));
        Assert.Equal(RealtimeSamples.Turns, events.Where(said => Type(said) is Completed).Select(said => said.GetProperty("transcript").GetString()));
        Assert.All(events, said => Assert.NotEmpty(said.GetProperty("event_id").GetString()!));
    }

    [Fact]
    public async Task What_is_committed_is_one_item()
    {
        var events = await CallAsync("converse", turns: 1, Update(
            """
            {"type":"realtime","output_modalities":["text"],"audio":{"input":{"format":{"type":"audio/pcm","rate":24000},
            "transcription":{"model":"gpt-4o-transcribe","language":"en"},"turn_detection":null}}}
            """),
            """[{"type":"input_audio_buffer.commit"}]""");

        Assert.Equal(SpokenFile.Text, events[^1].GetProperty("transcript").GetString());
    }

    [Fact]
    public async Task A_page_puts_its_key_into_the_sub_protocol()
    {
        var events = await CallAsync("browser", turns: 2);

        Assert.Equal(2, events.Count(said => Type(said) is Completed));
    }

    [Fact]
    public async Task The_beta_client_is_answered_in_its_own_words()
    {
        var events = await CallAsync("beta", turns: 1, Update(
            """{"modalities":["text"],"input_audio_format":"pcm16","input_audio_transcription":{"model":"whisper-1"},"turn_detection":null}"""),
            """[{"type":"input_audio_buffer.commit"}]""");

        Assert.Contains("conversation.item.created", events.Select(Type));
        Assert.Equal("pcm16", events[1].GetProperty("session").GetProperty("input_audio_format").GetString());
        Assert.Equal(SpokenFile.Text, events[^1].GetProperty("transcript").GetString());
    }

    [Fact]
    public async Task An_ephemeral_key_brings_the_session_that_it_was_made_for()
    {
        var answer = await ClientScript.CallAsync(
            Script,
            "ephemeral",
            new()
            {
                ["server"] = realtime.Server.Secure.GetLeftPart(UriPartial.Authority),
                ["file"] = realtime.Samples.Path,
                ["turns"] = 2,
                ["session"] = JsonNode.Parse(
                    """{"type":"transcription","audio":{"input":{"transcription":{"model":"gpt-4o-transcribe","language":"en"},"turn_detection":{"type":"server_vad","silence_duration_ms":500}}}}"""),
            },
            realtime.Server.Trusted);

        Assert.StartsWith("ek_", answer.GetProperty("secret").GetProperty("value").GetString(), StringComparison.Ordinal);
        var events = answer.GetProperty("events").EnumerateArray().ToList();
        Assert.Equal("transcription", events[0].GetProperty("session").GetProperty("type").GetString());
        Assert.Equal(RealtimeSamples.Turns, events.Where(said => Type(said) is Completed).Select(said => said.GetProperty("transcript").GetString()));
    }

    [Fact]
    public async Task The_betas_sessions_come_with_their_keys()
    {
        var answer = await ClientScript.CallAsync(
            Script, "ephemeralBeta", new() { ["server"] = realtime.Server.Secure.GetLeftPart(UriPartial.Authority) }, realtime.Server.Trusted);

        Assert.Equal("realtime.session", answer.GetProperty("conversation").GetProperty("object").GetString());
        Assert.Equal("realtime.transcription_session", answer.GetProperty("transcription").GetProperty("object").GetString());
        Assert.All(answer.EnumerateObject(), session =>
            Assert.StartsWith("ek_", session.Value.GetProperty("client_secret").GetProperty("value").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_spoken_turn_is_answered_and_a_response_is_interrupted_by_speech_and_cut_to_what_was_played()
    {
        var answer = await ClientScript.CallAsync(
            Script,
            "talk",
            new() { ["server"] = realtime.Server.Secure.GetLeftPart(UriPartial.Authority), ["file"] = realtime.Samples.Path },
            realtime.Server.Trusted);
        Assert.Equal("completed", answer.GetProperty("first").GetProperty("status").GetString());
        Assert.Equal(RealtimeSamples.Turns[0], answer.GetProperty("heard").GetString());
        Assert.NotEmpty(answer.GetProperty("transcript").GetString()!);

        // A tenth of a second at least, 24 kHz, 16 bits.
        Assert.True(answer.GetProperty("bytes").GetInt64() > 4_800);
        var second = answer.GetProperty("second");
        Assert.Equal(("cancelled", "turn_detected"), (second.GetProperty("status").GetString(), second.GetProperty("status_details").GetProperty("reason").GetString()));
        Assert.Equal(second.GetProperty("output")[0].GetProperty("id").GetString(), answer.GetProperty("cut").GetProperty("item_id").GetString());
        Assert.Equal(50, answer.GetProperty("cut").GetProperty("audio_end_ms").GetInt32());
        Assert.Empty(answer.GetProperty("errors").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"type":"input_audio_buffer.commit","event_id":"evt_1"}""", "input_audio_buffer_commit_empty")]
    [InlineData("""{"type":"response.create","event_id":"evt_1"}""", "no_language_model")]
    public async Task What_is_refused_comes_as_the_error_of_the_event(string said, string code)
    {
        var events = await CallAsync("transcribe", turns: 1, more: $"[{said}]", file: null);

        var error = events[^1].GetProperty("error");
        Assert.Equal((code, "evt_1"), (error.GetProperty("code").GetString(), error.GetProperty("event_id").GetString()));
    }

    private static string? Type(JsonElement said) => said.GetProperty("type").GetString();

    private static string Update(string session) => $$"""{"type":"session.update","session":{{session}}}""";

    private Task<List<JsonElement>> CallAsync(string call, int turns, string? update = null, string more = "[]") =>
        CallAsync(call, turns, more, realtime.Samples.Path, update);

    private async Task<List<JsonElement>> CallAsync(string call, int turns, string more, string? file, string? update = null)
    {
        var answer = await ClientScript.CallAsync(
            Script,
            call,
            new()
            {
                ["server"] = realtime.Server.Secure.GetLeftPart(UriPartial.Authority),
                ["file"] = file,
                ["turns"] = turns,
                ["update"] = update is null ? null : JsonNode.Parse(update),
                ["more"] = JsonNode.Parse(more),
            },
            realtime.Server.Trusted);
        return [.. answer.EnumerateArray()];
    }
}
