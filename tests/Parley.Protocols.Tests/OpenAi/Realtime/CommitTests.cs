using Parley.Testing;

namespace Parley.Protocols.Tests.OpenAi.Realtime;

/// <summary>The client says where its turns end.</summary>
public sealed class CommitTests
{
    private const string ByHand = "\"turn_detection\":null";

    [Fact]
    public async Task What_was_said_up_to_a_commit_is_one_item_however_long_its_pauses()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, ByHand);

        await client.SpeakAsync(Spoken.Words("the quick brown fox"), Spoken.Silence(2), Spoken.Words("jumps over"));
        await client.CommitAsync();
        var events = await client.UpToAsync(RealtimeReading.Completed);

        Assert.Equal(
            ["input_audio_buffer.committed", "conversation.item.added", "conversation.item.done", RealtimeReading.Delta, RealtimeReading.Completed],
            events.Types());
        Assert.Equal("the quick brown fox jumps over", events[^1].Text("transcript"));
        Assert.Equal(events[^1].Text("transcript"), events.Deltas(events[^1].Some("item_id")));
        Assert.Equal(4, events[^1].GetProperty("usage").Number("seconds"));
    }

    [Fact]
    public async Task Even_what_is_longer_than_one_utterance_may_be()
    {
        await using var server = await TestServer.StartAsync(options => options.Sessions = new() { Endpointing = new() { MaxUtteranceMs = 2_000 } });
        using var client = await RealtimeClient.StartAsync(server, ByHand);

        await client.SpeakAsync(Spoken.Words("one two three four five six seven eight nine ten one two three four"));
        await client.CommitAsync();

        var words = (await client.NextAsync(RealtimeReading.Completed)).Text("transcript")!.Split(' ');
        Assert.Equal(("one", "four"), (words[0], words[^1]));
        Assert.True(words.Length >= 13, "More than a word was lost where the utterance was cut.");
    }

    [Fact]
    public async Task Commits_follow_each_other_without_waiting()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, ByHand);

        await client.SpeakAsync(Spoken.Words("one two"));
        await client.CommitAsync();
        await client.SpeakAsync(Spoken.Silence(0.3));
        await client.CommitAsync();
        await client.SpeakAsync(Spoken.Words("three four"));
        await client.CommitAsync();

        Assert.Equal("one two", (await client.NextAsync(RealtimeReading.Completed)).Text("transcript"));
        Assert.Equal("", (await client.NextAsync(RealtimeReading.Completed)).Text("transcript"));
        Assert.Equal("three four", (await client.NextAsync(RealtimeReading.Completed)).Text("transcript"));
    }

    [Fact]
    public async Task More_of_them_than_may_wait_hold_the_client_back_and_none_is_lost()
    {
        const int Commits = 8;
        await using var server = await TestServer.StartAsync(options => options.Realtime = new() { MaxPendingCuts = 2 });
        using var client = await RealtimeClient.StartAsync(server, ByHand);

        for (var i = 0; i < Commits; i++)
        {
            await client.SpeakAsync(Spoken.Words("one two"));
            await client.CommitAsync();
        }

        for (var i = 0; i < Commits; i++)
        {
            Assert.Equal("one two", (await client.NextAsync(RealtimeReading.Completed)).Text("transcript"));
        }
    }

    [Fact]
    public async Task What_was_cleared_is_in_no_item()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, ByHand);

        await client.SpeakAsync(Spoken.Words("one two"));
        await client.SayAsync("""{"type":"input_audio_buffer.clear"}""");
        await client.SpeakAsync(Spoken.Words("three four"));
        await client.CommitAsync();

        Assert.Equal("input_audio_buffer.cleared", (await client.NextAsync()).Text("type"));
        Assert.Equal("three four", (await client.NextAsync(RealtimeReading.Completed)).Text("transcript"));
    }

    [Fact]
    public async Task A_commit_without_audio_is_refused_in_OpenAIs_words()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, ByHand);

        await client.SayAsync("""{"type":"input_audio_buffer.commit","event_id":"evt_1"}""");

        var error = await client.RefusedAsync();
        Assert.Equal(
            ("input_audio_buffer_commit_empty", "invalid_request_error", "evt_1"), (error.Text("code"), error.Text("type"), error.Text("event_id")));
        Assert.Equal(
            "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has 0.00ms of audio.",
            error.Text("message"));
    }

    [Fact]
    public async Task Models_whose_clients_always_commit_are_waited_for()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, "\"transcription\":{\"model\":\"gpt-realtime-whisper\",\"language\":\"en\"}");

        await client.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(2));
        await client.CommitAsync();
        var events = await client.UpToAsync(RealtimeReading.Completed);

        Assert.DoesNotContain("input_audio_buffer.speech_started", events.Types());
        Assert.Equal("one two", events[^1].Text("transcript"));
    }

    [Fact]
    public async Task An_item_can_be_asked_for_again_with_what_was_said()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, ByHand);
        await client.SpeakAsync(Spoken.Words("one two"));
        await client.CommitAsync();
        var id = (await client.NextAsync(RealtimeReading.Completed)).Some("item_id");

        await client.SayAsync($$"""{"type":"conversation.item.retrieve","item_id":"{{id}}"}""");

        var item = (await client.NextAsync("conversation.item.retrieved")).GetProperty("item");
        Assert.Equal("one two", item.GetProperty("content")[0].Text("transcript"));
        Assert.Equal(("user", "completed", "realtime.item"), (item.Text("role"), item.Text("status"), item.Text("object")));
    }
}
