using System.Text.Json;
using Parley.Testing;

namespace Parley.Protocols.Tests.OpenAi.Realtime;

/// <summary>Responses on OpenAI's realtime wire: what they are made of, and what cuts them.</summary>
public sealed class ResponseTests : IAsyncLifetime
{
    private const string Talking = "/v1/realtime?model=gpt-realtime";

    private readonly ScriptedModel _model = new() { Answer = _ => "Hello you." };
    private readonly ScriptedSynthesizer _voice = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(synthesizer: _voice, assistant: _model);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_was_said_is_answered_in_speech_and_its_transcript()
    {
        using var client = await StartAsync();
        await client.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        var events = await UpToDoneAsync(client);

        Assert.Equal(
            [
                "input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped", "input_audio_buffer.committed",
                "conversation.item.added", "conversation.item.done", RealtimeReading.Completed,
                "response.created", "response.output_item.added", "conversation.item.added", "response.content_part.added",
                "response.output_audio_transcript.delta", "response.output_audio.delta",
                "response.output_audio.done", "response.output_audio_transcript.done", "response.content_part.done",
                "conversation.item.done", "response.output_item.done", "response.done",
            ],
            events.Types().Where(type => type is not RealtimeReading.Delta).Distinct(new Repeated()));
        var response = events[^1].GetProperty("response");
        Assert.Equal(("completed", "realtime.response"), (response.Text("status"), response.Text("object")));
        var item = Assert.Single(response.GetProperty("output").EnumerateArray());
        Assert.Equal(("message", "assistant", "completed"), (item.Text("type"), item.Text("role"), item.Text("status")));
        Assert.Equal("Hello you.", item.GetProperty("content")[0].Text("transcript"));
        Assert.All(events.Where(said => said.Some("type").StartsWith("response.output_audio", StringComparison.Ordinal)), said =>
        {
            Assert.Equal((response.Text("id"), item.Text("id")), (said.Text("response_id"), said.Text("item_id")));
            Assert.Equal((0, 0), (said.Number("output_index"), said.Number("content_index")));
        });
        Assert.Equal(events.Count, events.Select(said => said.Text("event_id")).Distinct().Count());

        // Two words, a tenth of a second each, at 24 kHz.
        Assert.Equal(2 * 2 * 2_400, Audio(events).Length, 200d);
        var added = events.Where(said => said.Is("conversation.item.added")).ToList();
        Assert.Equal(added[0].GetProperty("item").Text("id"), added[1].Text("previous_item_id"));
    }

    [Fact]
    public async Task A_turn_in_text_is_answered_in_text_when_that_is_asked_for()
    {
        using var client = await StartAsync();
        await WriteAsync(client, "hi");
        await client.SayAsync("""{"type":"response.create","response":{"output_modalities":["text"],"instructions":"Be a pirate.","metadata":{"topic":"x"}}}""");
        var events = await UpToDoneAsync(client);
        Assert.Equal(
            [
                "conversation.item.added", "conversation.item.done", "response.created", "response.output_item.added", "conversation.item.added",
                "response.content_part.added", "response.output_text.delta", "response.output_text.done", "response.content_part.done",
                "conversation.item.done", "response.output_item.done", "response.done",
            ],
            events.Types().Distinct(new Repeated()));
        var response = events[^1].GetProperty("response");
        Assert.Equal(("output_text", "Hello you."), response.GetProperty("output")[0].GetProperty("content")[0] is var part ? (part.Text("type"), part.Text("text")) : default);
        Assert.Equal("x", response.GetProperty("metadata").Text("topic"));
        Assert.Equal(["Be a pirate.", "hi"], Assert.Single(_model.Requests).Select(turn => turn.Text));
        Assert.Empty(_voice.Requests);
    }

    [Fact]
    public async Task What_is_called_off_before_it_begins_is_cancelled_and_another_may_be_asked_for()
    {
        var words = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Recognizer.Before = (_, cancellation) => words.Task.WaitAsync(cancellation);
        using var client = await StartAsync("\"turn_detection\":null");
        await client.SpeakAsync(Spoken.Words("one two"));
        await client.CommitAsync();
        await client.SayAsync("""{"type":"response.create"}""");
        await client.SayAsync("""{"type":"response.cancel"}""");
        Assert.Equal("cancelled", (await client.NextAsync("response.done")).GetProperty("response").Text("status"));
        await client.SayAsync("""{"type":"response.create"}""");
        words.SetResult();
        Assert.Equal("completed", (await UpToDoneAsync(client))[^1].GetProperty("response").Text("status"));
        Assert.Equal(["one two"], Assert.Single(_model.Requests).Select(turn => turn.Text));
    }

    [Fact]
    public async Task Who_commits_by_itself_asks_for_the_response_and_gets_it_when_the_words_are_known()
    {
        using var client = await StartAsync("\"turn_detection\":null");
        await client.SpeakAsync(Spoken.Words("one two"));
        await client.CommitAsync();
        await client.SayAsync("""{"type":"response.create"}""");
        Assert.Equal("completed", (await UpToDoneAsync(client))[^1].GetProperty("response").Text("status"));
        Assert.Equal(["one two"], Assert.Single(_model.Requests).Select(turn => turn.Text));
    }

    [Fact]
    public async Task Where_turns_are_not_answered_by_themselves_nothing_comes_until_it_is_asked_for()
    {
        using var client = await StartAsync("\"turn_detection\":{\"type\":\"server_vad\",\"create_response\":false}");
        await client.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        await client.NextAsync(RealtimeReading.Completed);
        Assert.Empty(_model.Requests);
        await client.SayAsync("""{"type":"response.create"}""");
        Assert.Equal("response.created", (await client.NextAsync()).Text("type"));
    }

    [Fact]
    public async Task Speech_cancels_a_response()
    {
        HoldAfterFirstSentence();
        using var client = await StartAsync();
        await WriteAsync(client, "go");
        await client.SayAsync("""{"type":"response.create"}""");
        await client.NextAsync("response.output_audio.delta");
        await client.SpeakAsync(Spoken.Words("one two"));
        var events = await UpToDoneAsync(client);
        var types = events.Types().ToList();
        Assert.True(types.IndexOf("input_audio_buffer.speech_started") < types.IndexOf("response.output_audio.done"));
        var response = events[^1].GetProperty("response");
        Assert.Equal(("cancelled", "turn_detected"), (response.Text("status"), response.GetProperty("status_details").Text("reason")));
        Assert.Equal("incomplete", response.GetProperty("output")[0].Text("status"));
    }

    [Fact]
    public async Task Speech_goes_by_where_it_is_not_to_interrupt_and_is_answered_after_the_response()
    {
        HoldAfterFirstSentence();
        using var client = await StartAsync("\"turn_detection\":{\"type\":\"server_vad\",\"interrupt_response\":false}");
        await WriteAsync(client, "go");
        await client.SayAsync("""{"type":"response.create"}""");
        await client.NextAsync("response.output_audio.delta");
        await client.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        await client.NextAsync(RealtimeReading.Completed);
        await client.SayAsync("""{"type":"response.cancel"}""");
        Assert.Equal("client_cancelled", (await UpToDoneAsync(client))[^1].GetProperty("response").GetProperty("status_details").Text("reason"));
        await client.NextAsync("response.created");
    }

    [Fact]
    public async Task What_was_not_played_is_not_remembered()
    {
        HoldAfterFirstSentence();
        using var client = await StartAsync();
        await WriteAsync(client, "go");
        await client.SayAsync("""{"type":"response.create"}""");
        var item = (await client.NextAsync("response.output_item.added")).GetProperty("item").Some("id");
        await client.NextAsync("response.output_audio.delta");
        await client.SayAsync("""{"type":"response.cancel"}""");
        await UpToDoneAsync(client);
        await client.SayAsync($$"""{"type":"conversation.item.truncate","item_id":"{{item}}","content_index":0,"audio_end_ms":200}""");
        var cut = await client.NextAsync("conversation.item.truncated");
        Assert.Equal((item, 200, 0), (cut.Text("item_id"), (int)cut.Number("audio_end_ms"), (int)cut.Number("content_index")));
        await client.SayAsync($$"""{"type":"conversation.item.retrieve","item_id":"{{item}}"}""");
        var kept = (await client.NextAsync("conversation.item.retrieved")).GetProperty("item");
        Assert.Equal("First sentence", kept.GetProperty("content")[0].Text("transcript"));
        await WriteAsync(client, "again");
        await client.SayAsync("""{"type":"response.create"}""");
        await client.NextAsync("response.created");
        await Eventually.TrueAsync(() => _model.Requests.Count == 2, "the second question");
        Assert.Equal(["go", "First sentence", "again"], _model.Requests.Last().Select(turn => turn.Text));
    }

    [Fact]
    public async Task Any_response_may_be_cut_in_any_order_and_what_has_no_audio_may_not()
    {
        _model.Answer = said => said is "go" ? "One two three four." : "Well then.";
        using var client = await StartAsync();
        var items = new List<string>();
        foreach (var said in new[] { "go", "and" })
        {
            await WriteAsync(client, said);
            await client.SayAsync("""{"type":"response.create"}""");
            items.Add((await UpToDoneAsync(client))[^1].GetProperty("response").GetProperty("output")[0].Some("id"));
        }

        // What takes the audio otherwise begins another session underneath, and what was said before is still known.
        await client.SayAsync("""{"type":"session.update","session":{"audio":{"input":{"transcription":{"language":"en-GB"}}}}}""");
        await WriteAsync(client, "so");
        await client.SayAsync("""{"type":"response.create","response":{"output_modalities":["text"]}}""");
        var written = (await UpToDoneAsync(client))[^1].GetProperty("response").GetProperty("output")[0].Some("id");
        foreach (var (item, milliseconds, left) in new[] { (items[1], 100, 100), (items[0], 200, 200), (items[1], 60_000, 200) })
        {
            await client.SayAsync($$"""{"type":"conversation.item.truncate","item_id":"{{item}}","content_index":0,"audio_end_ms":{{milliseconds}}}""");
            var cut = await client.NextAsync("conversation.item.truncated");
            Assert.Equal((item, left), (cut.Some("item_id"), (int)cut.Number("audio_end_ms")));
        }

        await client.SayAsync($$"""{"type":"conversation.item.retrieve","item_id":"{{items[0]}}"}""");
        var kept = (await client.NextAsync("conversation.item.retrieved")).GetProperty("item");
        Assert.Equal("One two", kept.GetProperty("content")[0].Text("transcript"));
        await client.SayAsync($$"""{"type":"conversation.item.truncate","item_id":"{{written}}","content_index":0,"audio_end_ms":100}""");
        Assert.Equal(("invalid_request", "item_id"), await RefusedAsync(client));
        await WriteAsync(client, "again");
        await client.SayAsync("""{"type":"response.create","response":{"output_modalities":["text"]}}""");
        await UpToDoneAsync(client);
        Assert.Equal(["go", "One two", "and", "Well then.", "so", "Well then.", "again"], _model.Requests.Last().Select(turn => turn.Text));

        async Task<(string?, string?)> RefusedAsync(RealtimeClient of)
        {
            var error = await of.RefusedAsync();
            return (error.Text("code"), error.Text("param"));
        }
    }

    [Fact]
    public async Task The_conversation_is_what_its_items_are()
    {
        using var client = await StartAsync();
        await client.SayAsync("""{"type":"conversation.item.create","item":{"id":"b","type":"message","role":"assistant","content":[{"type":"output_text","text":"Who?"}]}}""");
        await client.SayAsync("""{"type":"conversation.item.create","previous_item_id":"root","item":{"id":"a","type":"message","role":"user","content":[{"type":"input_text","text":"Knock knock."}]}}""");
        await client.SayAsync("""{"type":"conversation.item.create","item":{"id":"c","type":"message","role":"user","content":[{"type":"input_text","text":"Nobody."}]}}""");
        await client.SayAsync("""{"type":"conversation.item.create","previous_item_id":"b","item":{"id":"d","type":"message","role":"user","content":[{"type":"input_text","text":"Ada."}]}}""");
        await client.SayAsync("""{"type":"conversation.item.delete","item_id":"c"}""");
        await client.NextAsync("conversation.item.deleted");
        await client.SayAsync("""{"type":"response.create","response":{"output_modalities":["text"]}}""");
        await UpToDoneAsync(client);
        Assert.Equal(["Knock knock.", "Who?", "Ada."], Assert.Single(_model.Requests).Select(turn => turn.Text));
    }

    [Fact]
    public async Task A_response_beside_the_conversation_leaves_no_trace_in_it()
    {
        using var client = await StartAsync();
        await WriteAsync(client, "hi");
        await client.SayAsync("""
            {"type":"response.create","response":{"conversation":"none","output_modalities":["text"],"input":[
            {"type":"message","role":"user","content":[{"type":"input_text","text":"Which topic?"}]}]}}
            """);
        var events = await UpToDoneAsync(client);
        Assert.Equal(JsonValueKind.Null, events[^1].GetProperty("response").GetProperty("conversation_id").ValueKind);
        await client.SayAsync("""{"type":"response.create","response":{"output_modalities":["text"]}}""");
        await UpToDoneAsync(client);
        Assert.Equal([["Which topic?"], ["hi"]], _model.Requests.Select(turns => turns.Select(turn => turn.Text)));
    }

    [Fact]
    public async Task How_responses_are_may_change_and_what_was_said_stays_said()
    {
        using var client = await StartAsync();
        await WriteAsync(client, "one");
        await client.SayAsync("""{"type":"response.create","response":{"output_modalities":["text"]}}""");
        await UpToDoneAsync(client);
        await client.SayAsync("""
            {"type":"session.update","session":{"type":"realtime","instructions":"Sing.","output_modalities":["audio"],
            "audio":{"output":{"voice":"bright","speed":2,"format":{"type":"audio/pcmu"}},"input":{"transcription":{"language":"en"}}}}}
            """);
        var session = (await client.NextAsync("session.updated")).GetProperty("session");
        Assert.Equal("Sing.", session.Text("instructions"));
        var output = session.GetProperty("audio").GetProperty("output");
        Assert.Equal(("bright", "audio/pcmu"), (output.Text("voice"), output.GetProperty("format").Text("type")));
        await WriteAsync(client, "two");
        await client.SayAsync("""{"type":"response.create"}""");
        var events = await UpToDoneAsync(client);
        Assert.Equal(["Sing.", "one", "Hello you.", "two"], _model.Requests.Last().Select(turn => turn.Text));
        var spoken = Assert.Single(_voice.Requests);
        Assert.Equal(("bright", 2d), (spoken.Voice, spoken.Speed));

        // Two words, a twentieth of a second each, at 8 kHz, a byte a sample.
        Assert.Equal(800, Audio(events).Length, 40d);
    }

    [Fact]
    public async Task A_model_that_fails_is_excused_aloud_and_the_session_goes_on()
    {
        _model.Fail = _ => new InvalidOperationException("down");
        using var client = await StartAsync();
        await WriteAsync(client, "hi");
        await client.SayAsync("""{"type":"response.create"}""");
        var events = await UpToDoneAsync(client);
        var response = events[^1].GetProperty("response");
        Assert.Equal(("failed", "assistant_failed"), (response.Text("status"), response.GetProperty("status_details").GetProperty("error").Text("code")));
        Assert.StartsWith("I'm sorry", response.GetProperty("output")[0].GetProperty("content")[0].Text("transcript"), StringComparison.Ordinal);
        Assert.NotEmpty(Audio(events));
        _model.Fail = _ => null;
        await client.SayAsync("""{"type":"response.create"}""");
        Assert.Equal("completed", (await UpToDoneAsync(client))[^1].GetProperty("response").Text("status"));
    }

    [Fact]
    public async Task Clients_from_before_hear_of_responses_in_their_words()
    {
        using var client = await RealtimeClient.ConnectAsync(_server, Talking, options => options.SetRequestHeader("OpenAI-Beta", "realtime=v1"));
        await client.SayAsync("""{"type":"session.update","session":{"modalities":["text","audio"],"voice":"calm","output_audio_format":"pcm16"}}""");
        await client.NextAsync("session.updated");
        await WriteAsync(client, "hi");
        await client.SayAsync("""{"type":"response.create"}""");
        var types = (await UpToDoneAsync(client)).Types();
        Assert.Contains("response.audio.delta", types);
        Assert.Contains("response.audio_transcript.done", types);
        Assert.DoesNotContain(types, type => type.Contains("output_audio", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"type":"response.create","response":{"output_modalities":["smell"]}}""", "invalid_request", "response.output_modalities")]
    [InlineData("""{"type":"response.create","response":{"audio":{"output":{"voice":"nobody"}}}}""", "unknown_model", "response.audio.output.voice")]
    [InlineData("""{"type":"response.create","response":{"temperature":3}}""", "invalid_request", "response.temperature")]
    [InlineData("""{"type":"response.create","response":{"max_output_tokens":0}}""", "invalid_request", "response.max_output_tokens")]
    [InlineData("""{"type":"response.create","response":{"conversation":"mine"}}""", "invalid_request", "response.conversation")]
    [InlineData("""{"type":"response.create","response":{"input":[{"type":"item_reference","id":"x"}]}}""", "item_not_found", "response.input[0].id")]
    [InlineData("""{"type":"response.create","response":{"tools":[{"type":"function","name":"f"}]}}""", "tools_unavailable", "response.tools")]
    [InlineData("""{"type":"session.update","session":{"audio":{"output":{"voice":"nobody"}}}}""", "unknown_model", "session.audio.output.voice")]
    [InlineData("""{"type":"session.update","session":{"audio":{"output":{"speed":9}}}}""", "invalid_request", "session.audio.output.speed")]
    [InlineData("""{"type":"conversation.item.create","item":{"type":"function_call_output","output":"x"}}""", "tools_unavailable", "item.type")]
    [InlineData("""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_image","image_url":"x"}]}}""", "invalid_request", "item.content")]
    [InlineData("""{"type":"conversation.item.create","previous_item_id":"x","item":{"type":"message","role":"user","content":[]}}""", "item_not_found", "previous_item_id")]
    [InlineData("""{"type":"conversation.item.truncate","item_id":"x","audio_end_ms":-1}""", "invalid_request", "audio_end_ms")]
    [InlineData("""{"type":"response.cancel","response_id":"resp_x"}""", "response_cancel_not_active", "response_id")]
    [InlineData("""{"type":"output_audio_buffer.clear"}""", "response_cancel_not_active", null)]
    public async Task What_cannot_be_is_refused_by_name_and_the_session_goes_on(string text, string code, string? param)
    {
        using var client = await StartAsync();
        await client.SayAsync(text);
        var error = await client.RefusedAsync();
        Assert.Equal((code, param), (error.Text("code"), error.Text("param")));
        await WriteAsync(client, "hi");
        await client.SayAsync("""{"type":"response.create"}""");
        await client.NextAsync("response.created");
    }

    [Fact]
    public async Task Tools_are_refused_aloud_and_everything_else_of_the_update_is_done()
    {
        using var client = await StartAsync();
        await client.SayAsync("""{"type":"session.update","session":{"type":"realtime","instructions":"Sing.","tools":[{"type":"function","name":"f"}],"tool_choice":"auto"}}""");
        var session = (await client.NextAsync("session.updated")).GetProperty("session");
        Assert.Equal(("Sing.", 0), (session.Text("instructions"), session.GetProperty("tools").GetArrayLength()));
        Assert.Equal("session.tools", (await client.RefusedAsync()).Text("param"));
    }

    [Fact]
    public async Task A_second_response_is_refused_while_one_is_being_made()
    {
        HoldAfterFirstSentence();
        using var client = await StartAsync();
        await WriteAsync(client, "go");
        await client.SayAsync("""{"type":"response.create"}""");
        await client.NextAsync("response.output_audio.delta");
        await client.SayAsync("""{"type":"response.create"}""");
        var refused = await client.NextAsync("error");
        Assert.Equal("conversation_already_has_active_response", refused.GetProperty("error").Text("code"));
        await client.SayAsync("""{"type":"output_audio_buffer.clear"}""");
        await client.NextAsync("output_audio_buffer.cleared");
    }

    private static byte[] Audio(IEnumerable<JsonElement> events) =>
        [.. events.Where(said => said.Is("response.output_audio.delta")).SelectMany(said => said.GetProperty("delta").GetBytesFromBase64())];

    private static Task WriteAsync(RealtimeClient client, string text) => client.SayAsync(
        $$$"""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"{{{text}}}"}]}}""");

    private Task<RealtimeClient> StartAsync(string input = "") => RealtimeClient.StartAsync(_server, input, Talking);

    private void HoldAfterFirstSentence()
    {
        _model.Answer = said => said is "go" ? "First sentence here. Then hold" : "Hello you.";
        _model.Before = (word, cancellation) => word is "hold" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation) : Task.CompletedTask;
    }

    /// <summary>Everything up to the end of the response; time passes for as long as its audio is to be played.</summary>
    private Task<List<JsonElement>> UpToDoneAsync(RealtimeClient client) => _server.ReplyTime.PlayAsync(client.UpToAsync("response.done"));

    /// <summary>Deltas that follow each other count once.</summary>
    private sealed class Repeated : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => x is not null && x.EndsWith(".delta", StringComparison.Ordinal) && string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string obj) => 0;
    }
}
