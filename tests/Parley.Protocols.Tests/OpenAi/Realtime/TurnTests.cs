using Parley.Testing;

namespace Parley.Protocols.Tests.OpenAi.Realtime;

/// <summary>The server finds the turns.</summary>
public sealed class TurnTests
{
    private const string Failed = "conversation.item.input_audio_transcription.failed";
    private const string Quick = "\"turn_detection\":{\"type\":\"server_vad\",\"prefix_padding_ms\":100,\"silence_duration_ms\":300}";

    [Fact]
    public async Task A_turn_is_started_stopped_committed_added_and_transcribed_in_that_order()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, Quick);

        await client.SpeakAsync(Spoken.Silence(0.512), Spoken.Words("hello world."), Spoken.Silence(0.6));
        var events = await client.UpToAsync(RealtimeReading.Completed);

        Assert.Equal(
            [
                "input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped", "input_audio_buffer.committed",
                "conversation.item.added", "conversation.item.done", RealtimeReading.Delta, RealtimeReading.Completed,
            ],
            events.Types());
        var id = events[0].Some("item_id");
        Assert.All(events.Take(3), said => Assert.Equal(id, said.Text("item_id")));
        Assert.All(events.Skip(3).Take(2), said => Assert.Equal(id, said.GetProperty("item").Text("id")));
        Assert.Equal("hello world.", events[^1].Text("transcript"));
        Assert.Equal(1, events[^1].GetProperty("usage").Number("seconds"));
    }

    [Fact]
    public async Task Times_count_from_the_first_sample_and_the_start_includes_the_padding()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, Quick);

        await client.SpeakAsync(Spoken.Silence(0.512), Spoken.Words("hello world."), Spoken.Silence(0.6));

        Assert.Equal(412, (await client.NextAsync("input_audio_buffer.speech_started")).Number("audio_start_ms"));
        Assert.InRange((await client.NextAsync("input_audio_buffer.speech_stopped")).Number("audio_end_ms"), 990, 1030);
    }

    [Fact]
    public async Task Deltas_come_while_someone_speaks_and_add_up_to_the_transcript()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, Quick);

        await client.SpeakAsync(Spoken.Words("the quick brown fox"));
        await client.SpeakAsync(Spoken.Words("jumps over the lazy dog."));
        var live = await client.UpToAsync(RealtimeReading.Delta);
        Assert.DoesNotContain("input_audio_buffer.speech_stopped", live.Types());
        await client.SpeakAsync(Spoken.Silence(0.6));
        var events = await client.UpToAsync(RealtimeReading.Completed);

        var id = events[^1].Some("item_id");
        Assert.Equal("the quick brown fox jumps over the lazy dog.", events[^1].Text("transcript"));
        Assert.Equal(events[^1].Text("transcript"), live.Concat(events).Deltas(id));
    }

    [Fact]
    public async Task Each_turn_is_an_item_after_the_one_before()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, Quick);

        await client.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(0.6), Spoken.Words("three four"), Spoken.Silence(0.6));
        var first = await client.NextAsync("input_audio_buffer.committed");
        var second = await client.NextAsync("input_audio_buffer.committed");

        Assert.Equal(System.Text.Json.JsonValueKind.Null, first.GetProperty("previous_item_id").ValueKind);
        Assert.Equal(first.Text("item_id"), second.Text("previous_item_id"));
        Assert.NotEqual(first.Text("item_id"), second.Text("item_id"));
    }

    [Fact]
    public async Task A_turn_that_held_no_words_is_completed_empty()
    {
        await using var server = await TestServer.StartAsync();
        server.Recognizer.Answer = (_, _) => Task.FromResult("");
        using var client = await RealtimeClient.StartAsync(server, Quick);

        await client.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(0.6));
        var events = await client.UpToAsync(RealtimeReading.Completed);

        Assert.Equal("", events[^1].Text("transcript"));
        Assert.Equal(events[0].Text("item_id"), events[^1].Text("item_id"));
        Assert.DoesNotContain(RealtimeReading.Delta, events.Types());
    }

    [Fact]
    public async Task A_turn_that_the_engine_fails_on_says_so_and_the_session_goes_on()
    {
        await using var server = await TestServer.StartAsync();
        server.Recognizer.Fail = _ => Failures.ParleyError.Provider(Failures.FailureCategory.Transient, "The engine is out of breath.");
        using var client = await RealtimeClient.StartAsync(server, Quick);

        await client.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(0.6));
        var failed = await client.NextAsync("conversation.item.input_audio_transcription.failed");
        server.Recognizer.Fail = _ => null;
        await client.SpeakAsync(Spoken.Words("three four"), Spoken.Silence(0.6));

        Assert.Equal(("provider_failed", "server_error"), (failed.GetProperty("error").Text("code"), failed.GetProperty("error").Text("type")));
        Assert.Equal("three four", (await client.NextAsync(RealtimeReading.Completed)).Text("transcript"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failure_is_said_of_its_own_turn_though_the_one_before_is_finished_in_the_same_moment(bool bothFail)
    {
        await using var server = await TestServer.StartAsync();
        var held = new TaskCompletionSource();
        server.Recognizer.Before = (text, cancellation) => text is "one" ? held.Task.WaitAsync(cancellation) : Task.CompletedTask;
        server.Recognizer.Answer = (_, text) => Task.FromResult(text is "one" ? "" : text);
        server.Recognizer.Fail = request => Spoken.Read(request.Samples.Span) is var words && (words is "two three" || (bothFail && words is "one"))
            ? Failures.ParleyError.Provider(Failures.FailureCategory.InvalidOutput, "Nonsense came back.")
            : null;
        using var client = await RealtimeClient.StartAsync(server, Quick);

        await client.SpeakAsync(Spoken.Words("one"), Spoken.Silence(0.6), Spoken.Words("two three"), Spoken.Silence(0.6));
        var first = (await client.NextAsync("input_audio_buffer.committed")).Text("item_id");
        var second = (await client.NextAsync("input_audio_buffer.committed")).Text("item_id");
        held.SetResult();
        List<(string? Item, string? Type)> ends = [];
        while (ends.Count < 2)
        {
            var said = await client.NextAsync();
            if (said.Is(RealtimeReading.Completed) || said.Is(Failed))
            {
                ends.Add((said.Text("item_id"), said.Text("type")));
            }
        }

        Assert.Equal([(first, bothFail ? Failed : RealtimeReading.Completed), (second, Failed)], ends);
    }

    [Fact]
    public async Task A_failure_is_said_of_the_commit_that_it_is_about()
    {
        await using var server = await TestServer.StartAsync();
        var held = new TaskCompletionSource();
        server.Recognizer.Before = (text, cancellation) => text is "one" ? held.Task.WaitAsync(cancellation) : Task.CompletedTask;
        server.Recognizer.Answer = (_, text) => Task.FromResult(text is "one" ? "" : text);
        server.Recognizer.Fail = request => Spoken.Read(request.Samples.Span) is "two three"
            ? Failures.ParleyError.Provider(Failures.FailureCategory.InvalidOutput, "Nonsense came back.")
            : null;
        using var client = await RealtimeClient.StartAsync(server, "\"turn_detection\":null");

        await client.SpeakAsync(Spoken.Words("one"), Spoken.Silence(0.3));
        await client.CommitAsync();
        await client.SpeakAsync(Spoken.Words("two three"), Spoken.Silence(0.3));
        await client.CommitAsync();
        var first = (await client.NextAsync("input_audio_buffer.committed")).Text("item_id");
        var second = (await client.NextAsync("input_audio_buffer.committed")).Text("item_id");
        held.SetResult();

        Assert.Equal(first, (await client.NextAsync(RealtimeReading.Completed)).Text("item_id"));
        Assert.Equal(second, (await client.NextAsync(Failed)).Text("item_id"));
    }

    [Fact]
    public async Task A_commit_ends_the_turn_that_is_going_on()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, Quick);

        await client.SpeakAsync(Spoken.Words("one two"));
        await client.CommitAsync();
        var events = await client.UpToAsync(RealtimeReading.Completed);

        Assert.Equal("one two", events[^1].Text("transcript"));
        Assert.Single(events, said => said.Is("input_audio_buffer.committed"));
    }

    [Fact]
    public async Task A_commit_of_nothing_but_silence_is_an_empty_item()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, Quick);

        await client.SpeakAsync(Spoken.Silence(0.5));
        await client.CommitAsync();
        var events = await client.UpToAsync(RealtimeReading.Completed);

        Assert.Equal("input_audio_buffer.committed", events[0].Text("type"));
        Assert.Equal("", events[^1].Text("transcript"));
    }

    [Fact]
    public async Task What_is_cleared_before_its_turn_is_over_is_never_an_item()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, Quick);

        await client.SpeakAsync(Spoken.Words("one two"));
        await client.NextAsync("input_audio_buffer.speech_started");
        await client.SayAsync("""{"type":"input_audio_buffer.clear"}""");
        await client.SpeakAsync(Spoken.Words("three four"), Spoken.Silence(0.6));
        var events = await client.UpToAsync(RealtimeReading.Completed);

        Assert.Contains("input_audio_buffer.cleared", events.Types());
        Assert.Single(events, said => said.Is("input_audio_buffer.committed"));
        Assert.Equal("three four", events[^1].Text("transcript"));
    }

    [Fact]
    public async Task A_conversation_hears_its_user_and_has_nothing_to_answer_with()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, Quick, "/v1/realtime?model=gpt-realtime");

        await client.SpeakAsync(Spoken.Words("hello world."), Spoken.Silence(0.6));
        Assert.Equal("hello world.", (await client.NextAsync(RealtimeReading.Completed)).Text("transcript"));
        await client.SayAsync("""{"type":"response.create","event_id":"mine"}""");

        var error = await client.RefusedAsync();
        Assert.Equal(("no_language_model", "mine"), (error.Text("code"), error.Text("event_id")));
    }
}
